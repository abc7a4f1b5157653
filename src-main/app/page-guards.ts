/** What the page may never do, whatever gets into it: go elsewhere, open windows, ask for devices, embed pages. */
import type { App, Session, WebContents } from 'electron';

/** Closes every way out of a page, of those that exist and those to come. */
export function guardPages(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    guard(contents);
  });
}

function guard(contents: WebContents): void {
  // A link or script that navigates would run with the bridge in reach.
  contents.on('will-navigate', (event) => {
    event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    event.preventDefault();
  });
  // A new window would have options of its own.
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // A webview would be a second page with privileges of its own.
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
}

/** No camera, no notifications by the page, no devices: only writing to the clipboard, after a click. */
export function refusePermissions(session: Session): void {
  const isAllowed = (permission: string): boolean => permission === 'clipboard-sanitized-write';
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(isAllowed(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => isAllowed(permission));
  session.setDevicePermissionHandler(() => false);
}
