/** The menu: small, and every entry works. */
import { Menu, type MenuItemConstructorOptions } from 'electron';

/** What the entries do. */
export interface MenuActions {
  readonly openFiles: () => void;
  readonly openFolder: () => void;
  readonly showDataFolder: () => void;
}

/** Sets the app's menu. `isDevelopment` adds reload and the developer tools. */
export function setMenu(actions: MenuActions, isDevelopment: boolean): void {
  const isMac = process.platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const development: MenuItemConstructorOptions[] = isDevelopment
    ? [separator, { role: 'reload' }, { role: 'toggleDevTools' }]
    : [];
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        // The page knows the key too, for systems that show no menu; it is registered in one place only.
        {
          label: 'Open…',
          accelerator: 'CmdOrCtrl+O',
          registerAccelerator: false,
          click: actions.openFiles,
        },
        { label: 'Open folder of logs…', click: actions.openFolder },
        { label: 'Show data folder', click: actions.showDataFolder },
        ...(isMac ? [] : [separator, { role: 'quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...development,
      ],
    },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
    { role: 'help', submenu: [{ role: 'about' }] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
