// @ts-check
/**
 * The main process of the bare protocol: a number grows every millisecond (a commit); it is told to the page, one
 * message at a time, and the next one follows the acknowledgement, which comes after the paint.
 */
const { app, BrowserWindow, ipcMain } = require('electron');

const page = `<!doctype html><title>bare</title><h1>0</h1><script>
const { ipcRenderer } = require('electron');
const delays = (globalThis.delays = []);
const now = () => performance.timeOrigin + performance.now();
let offset = 0;
let soonest = Infinity;
const calibrate = async () => {
  for (let question = 0; question < 20; question++) {
    const askedAt = now();
    const time = await ipcRenderer.invoke('clock');
    const took = now() - askedAt;
    if (took < soonest) { soonest = took; offset = time - (askedAt + took / 2); }
  }
  ipcRenderer.send('painted');
};
ipcRenderer.on('feed', (_event, { revision, committedAt }) => {
  document.querySelector('h1').textContent = revision;
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      ipcRenderer.send('painted');
      delays.push(now() + offset - committedAt);
    };
    channel.port2.postMessage(null);
  });
});
void calibrate();
</script>`;

const now = () => performance.timeOrigin + performance.now();

void app.whenReady().then(async () => {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    webPreferences: { nodeIntegration: true, contextIsolation: false, backgroundThrottling: false },
  });
  let revision = 0;
  let told = 0;
  let committedAt = now();
  let isUnderWay = true;
  const offer = () => {
    if (isUnderWay || told === revision) return;
    isUnderWay = true;
    told = revision;
    window.webContents.send('feed', { revision, committedAt });
  };
  ipcMain.handle('clock', () => now());
  ipcMain.on('painted', () => {
    isUnderWay = false;
    offer();
  });
  setInterval(() => {
    revision++;
    committedAt = now();
    offer();
  }, 1);
  await window.loadURL(`data:text/html;base64,${Buffer.from(page).toString('base64')}`);
});
