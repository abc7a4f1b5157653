// Shows the lines of one file that have a text. The parameters of the run are in job.params.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

export default async (job) => {
  const { text, exact, most } = job.params;
  const plain = (line) => (exact ? line : line.toLowerCase());
  const lines = createInterface({ input: createReadStream(job.item, { signal: job.signal }) });
  let number = 0;
  let found = 0;
  for await (const line of lines) {
    number += 1;
    if (!plain(line).includes(plain(text))) continue;
    found += 1;
    if (found <= most) job.log.info(`${job.item}:${number}: ${line}`);
  }
  if (found > most) job.log.warn(`${job.item}: ${found - most} more lines have it`);
};
