// @ts-check
/**
 * A folder as somebody has it who imports photos every night: a camera's cards are fetched, each photo is resized,
 * panoramas are put together from tiles, an index is made. Some photos are damaged, some need a second attempt.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process/run.mjs';
import { root } from '../project/root.mjs';

/** Photos of the night that is shown while it runs, and of those before it. */
const photosTonight = 1280;
const nightsBefore = [260, 340, 190, 410, 300];

/**
 * Says what `convert` of a well-known package would, in about its order; every 61st photo is damaged, every 83rd needs a
 * second attempt. `PACE` is how long it takes.
 */
const convert = `#!/bin/sh
name=$1 number=\${1#IMG_} && number=\${number%.CR3}
out=out/\${name%.CR3}.webp
echo "decode 6720×4480, 14 bit, Canon EOS R6"
echo "DEBUG icc profile Display P3, 548 bytes"
case $((number % 7)) in
  0) echo "rotate 90 from EXIF orientation 6";;
  1) echo 'exif {"Make":"Canon","Model":"Canon EOS R6","Lens":"RF24-70mm F2.8 L IS USM","ISO":400,"Exposure":"1/250","Aperture":2.8,"Focal":35,"Flash":0,"WhiteBalance":"auto","Metering":"evaluative","Rating":3,"Keywords":["family","garden","summer"],"GPS":null}';;
  3) for strip in 1 2 3 4 5 6 7 8; do echo "DEBUG strip $strip of 8, 560 rows"; done;;
  5) echo "WARN libraw: strip $((number % 31)) repeated, reading again" >&2;;
esac
sleep "\${PACE:-0}"
if [ $((number % 61)) -eq 17 ]; then
  echo "DEBUG reading strip 19 at offset 18,874,368"
  echo "WARN libraw: data corrupted at offset 18,874,368" >&2
  printf 'ERROR convert: unable to decode "%s": libraw unpack failed (-10)\\n    at unpack (raw-decode.c:1184)\\n    at read_strip (raw-decode.c:902)\\n    at main (convert.c:311)\\n' "$name" >&2
  exit 1
fi
if [ $((number % 83)) -eq 5 ] && [ ! -e ".tried-$RUNSHEET_RUN-$number" ]; then
  : > ".tried-$RUNSHEET_RUN-$number"
  echo "ERROR convert: $out: the share answered too late" >&2
  exit 75
fi
echo "resize 6720×4480 to 3360×2240, filter Lanczos"
echo "DEBUG sharpen 0.8, threshold 0.02"
printf '\\033[32mok\\033[0m wrote \\033[36m%s\\033[0m \\033[1m%s.%02d MB\\033[0m (−%s %%)\\n' "$out" $((number % 3 + 1)) $((number % 97)) $((60 + number % 25))
`;

const panorama = `export default async (job) => {
  job.log.info('12 photos, 3 tiles');
  for (const tile of [1, 2, 3]) {
    const child = await job.spawn({
      name: \`tile \${tile} of 3\`,
      type: 'command',
      run: ['sh', '-c', \`echo match features of tile \${tile}; echo DEBUG 1,204 points; sleep \${Number(process.env.PACE ?? 0) * 3}; echo blend, 64 MB\`],
    });
    job.progress(tile, 3);
    if (tile < 3) await child.done;
  }
};
`;

/**
 * @param {{ name: string, photos: string, pace: number, schedule: boolean }} night
 */
function definition({ name, photos, pace, schedule }) {
  return `name = "${name}"
description = "Fetches what the cameras have, makes web pictures and panoramas of it, and an index."
tags = ["photos"]
${schedule ? 'schedule = "0 2 * * *"\n' : ''}concurrency = 8

[params.quality]
type = "number"
label = "Quality"
default = 86
min = 1
max = 100
help = "Of the web pictures"

[params.format]
type = "choice"
label = "Format"
choices = ["webp", "avif", "jpeg"]
default = "webp"

[step.fetch]
type = "command"
run = "echo card {{item}}: 108 photos, 3.1 GB; sleep ${pace}; echo checksums agree"
for_each = { range = [1, 12] }

[step.resize]
type = "command"
run = "./convert {{item.name}} -resize 50% out/{{item.stem}}.webp"
for_each = { glob = "${photos}/*.CR3" }
retries = { max = 2, delay = "4s", jitter = false }
timeout = "30s"
on_error = "continue"
env = { PACE = "${pace}" }

[step.panorama]
type = "script"
module = "./panorama.mjs"
for_each = { list = ["PANO_0004.dng", "PANO_0005.dng"] }
depends = ["fetch"]
isolation = "thread"
env = { PACE = "${pace}" }

[step.index]
type = "command"
run = "ls out | wc -l; echo index written"
depends = ["resize", "panorama"]

[step.notify]
type = "command"
run = "echo the album is ready"
depends = ["index"]
always_run = true
`;
}

/**
 * @param {string} work folder of the definition and its photos
 * @param {string} data folder
 * @param {(line: string) => void} say
 * @returns {Promise<string>} path of the definition of tonight
 */
export async function fillFolder(work, data, say) {
  mkdirSync(join(work, 'out'), { recursive: true });
  writeFileSync(join(work, 'convert'), convert);
  chmodSync(join(work, 'convert'), 0o755);
  writeFileSync(join(work, 'panorama.mjs'), panorama);
  let first = 1000;
  for (const photos of nightsBefore) {
    const night = `night-${first}`;
    makePhotos(join(work, night), first, photos);
    first += photos;
    say(`A night of ${photos} photos …`);
    const file = join(work, 'nightly-photo-import.toml');
    writeFileSync(
      file,
      definition({ name: 'Nightly photo import', photos: night, pace: 0, schedule: false }),
    );
    await run(process.execPath, [join(root, 'bin/runsheet.mjs'), 'run', file], {
      env: { RUNSHEET_DATA: data },
      capture: true,
    });
  }
  makePhotos(join(work, 'tonight'), 4000, photosTonight);
  const tonight = join(work, 'nightly-photo-import.toml');
  writeFileSync(
    tonight,
    definition({ name: 'Nightly photo import', photos: 'tonight', pace: 0.5, schedule: true }),
  );
  await run(process.execPath, [join(root, 'bin/runsheet.mjs'), 'definitions', 'add', work], {
    env: { RUNSHEET_DATA: data },
    capture: true,
  });
  return tonight;
}

/**
 * @param {string} folder
 * @param {number} first
 * @param {number} photos
 */
function makePhotos(folder, first, photos) {
  mkdirSync(folder);
  for (let number = first; number < first + photos; number++) {
    writeFileSync(join(folder, `IMG_${number}.CR3`), '');
  }
}
