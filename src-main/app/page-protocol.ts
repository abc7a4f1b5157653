/**
 * The address of the window's page. It is served by a protocol of its own, not from `file:`, which could read the
 * whole disk; and every answer carries the content security policy.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { protocol } from 'electron';

const scheme = 'runsheet';
/** Address of the page in a built app. */
export const pageUrl = `${scheme}://window/index.html`;

/** Nothing from elsewhere, nothing inline, no eval: a log line that gets into the page as markup can do nothing. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types vue',
].join('; ');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Before the app is ready: the protocol is like https. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, codeCache: true } },
  ]);
}

/** Serves the files of a folder, and only those, as the page. */
export function servePage(folder: string): void {
  protocol.handle(scheme, async (request) => {
    const file = pageFile(folder, request.url);
    const type = file === null ? undefined : types[path.extname(file)];
    if (file === null || type === undefined) return new Response(null, { status: 404 });
    try {
      return new Response(await readFile(file), {
        headers: {
          'content-type': type,
          'content-security-policy': contentSecurityPolicy,
          'x-content-type-options': 'nosniff',
        },
      });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
}

/** The file of an address; null when it is not inside the folder. */
function pageFile(folder: string, address: string): string | null {
  let name: string;
  try {
    name = decodeURIComponent(new URL(address).pathname);
  } catch {
    return null;
  }
  const file = path.join(folder, name);
  return file.startsWith(folder + path.sep) ? file : null;
}
