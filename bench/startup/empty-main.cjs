// @ts-check
/** The main process of a window with an empty page. */
const { app, BrowserWindow } = require('electron');

void app.whenReady().then(async () => {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    show: false,
    webPreferences: { sandbox: true, spellcheck: false },
  });
  window.once('ready-to-show', () => window.show());
  await window.loadURL('data:text/html,<!doctype html><title>empty</title><h1>Empty</h1>');
});
