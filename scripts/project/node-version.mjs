// @ts-check
// Imported before anything else, also by a Node that is too old: nothing modern in here.

const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Runsheet needs Node 20.19 or newer; this is Node ${process.versions.node}.`);
  process.exit(2);
}
