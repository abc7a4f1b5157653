/** The step of children.toml: spawns three commands and waits for them. */
export default async (job) => {
  job.log.info(`Working on ${job.item}, which is number ${job.index}`);
  const children = [];
  for (const part of [1, 2, 3]) {
    // Resolves when the child is durably queued; it runs when there is room for it.
    children.push(
      await job.spawn({
        name: `${job.item} ${part}`,
        type: 'command',
        run: `echo part ${part} of ${job.item}`,
      }),
    );
  }
  for (const [position, child] of children.entries()) {
    // While a job waits for a child, its place is free for other jobs.
    const { status } = await child.done;
    job.progress(position + 1, children.length);
    if (status !== 'completed') throw new Error(`Child ${child.id} is ${status}`);
  }
  job.log.info(`All ${children.length} parts of ${job.item} are done`);
};
