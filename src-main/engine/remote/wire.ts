/** What goes over the local socket: one JSON object a line, in both directions. */
import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';
import { errorDetailsSchema } from '../../../src-shared/errors';

/** Longest line that is taken, in characters; longer ones end the connection. */
const longestLine = 64 * 1024 * 1024;

/** The first line of a client. */
export const helloSchema = z.object({ hello: z.object({ folderId: z.string(), token: z.string() }) });

/** A command. */
export const requestSchema = z.object({ id: z.number().int(), name: z.string(), input: z.unknown() });

/** What a server says: an answer (id 0 to the hello) or an event. */
export const serverMessageSchema = z.union([
  z.object({ id: z.number().int(), ok: z.literal(true), value: z.unknown() }),
  z.object({ id: z.number().int(), ok: z.literal(false), error: errorDetailsSchema }),
  z.object({ event: z.string(), payload: z.unknown() }),
]);

/** Sends one message. */
export function sendLine(socket: Socket, message: unknown): void {
  if (!socket.destroyed && socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** Calls `take` for each message; anything that is not JSON, or is too long, ends the connection. */
export function readLines(socket: Socket, take: (message: unknown) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  socket.on('data', (chunk: Buffer) => {
    rest += decoder.write(chunk);
    let from = 0;
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n', from)) {
      const line = rest.slice(from, end);
      from = end + 1;
      try {
        take(JSON.parse(line));
      } catch {
        socket.destroy();
        return;
      }
    }
    rest = rest.slice(from);
    if (rest.length > longestLine) socket.destroy();
  });
}
