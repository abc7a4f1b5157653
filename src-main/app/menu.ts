/** The application's menu: the commands of the window in front, and what the system does itself. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuEntry } from '../../src-shared/window';
import { appTexts } from './app-texts';

const isMac = process.platform === 'darwin';
const separator: MenuItemConstructorOptions = { type: 'separator' };

/** Further keys of the zoom: plus where it needs Shift, and those of the number pad. */
const zoomKeys: MenuItemConstructorOptions[] = (
  [
    ['zoomIn', '='],
    ['zoomIn', 'numadd'],
    ['zoomOut', 'numsub'],
    ['resetZoom', 'num0'],
  ] as const
).map(([role, key]) => ({
  role,
  accelerator: `CmdOrCtrl+${key}`,
  visible: false,
  acceleratorWorksWhenHidden: true,
}));

/** `Ctrl Shift N` as the system writes it; null for a key that a menu must not take from fields. */
function acceleratorOf(key: string, isOnMac: boolean = isMac): string | null {
  // On macOS a menu hears its keys before the page does, also while somebody types.
  if (isOnMac && !key.startsWith('Ctrl ')) return null;
  return key.replace(/^Ctrl /, 'CmdOrCtrl ').replaceAll(' ', '+');
}

/** Sets the menu. `isDevelopment` adds reload and the developer tools. */
export function setMenu(
  entries: readonly MenuEntry[],
  run: (name: string) => void,
  isDevelopment: boolean,
): void {
  const of = (menu: MenuEntry['menu']): MenuItemConstructorOptions[] =>
    entries
      .filter((entry) => entry.menu === menu)
      .map(({ name, title, key, isAvailable }) => {
        const accelerator = key === null ? null : acceleratorOf(key);
        return {
          label: title,
          enabled: isAvailable,
          // The page knows the key too, for systems that show no menu; it is registered in one place only.
          ...(accelerator === null ? {} : { accelerator, registerAccelerator: false }),
          click: () => {
            run(name);
          },
        };
      });
  const apart = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.length > 0 ? [separator, ...items] : [];
  const development: MenuItemConstructorOptions[] = isDevelopment
    ? [separator, { role: 'reload' }, { role: 'toggleDevTools' }]
    : [];
  const own = (label: string, menu: MenuEntry['menu']): MenuItemConstructorOptions[] => {
    const submenu = of(menu);
    return submenu.length > 0 ? [{ label, submenu }] : [];
  };
  const { menu } = appTexts;
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(isMac ? [{ role: 'appMenu' } as const] : []),
      ...own(menu.file, 'file'),
      {
        label: menu.edit,
        submenu: [
          { role: 'undo' },
          { role: 'redo' },
          separator,
          { role: 'cut' },
          { role: 'copy' },
          { role: 'paste' },
          { role: 'selectAll', registerAccelerator: false },
          ...apart(of('edit')),
        ],
      },
      {
        label: menu.view,
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          ...zoomKeys,
          separator,
          { role: 'togglefullscreen' },
          ...apart(of('view')),
          ...development,
        ],
      },
      ...own(menu.go, 'go'),
      ...own(menu.run, 'run'),
      ...(isMac ? [{ role: 'windowMenu' } as const] : []),
      { label: menu.help, role: 'help', submenu: [...of('help'), { role: 'about' }] },
    ]),
  );
}
