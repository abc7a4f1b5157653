/**
 * Output of a child that the launcher does not read any more: one that says much is read here, without the way
 * through the launcher. The pipe is opened through the launcher's entry under `/proc`.
 */
import { closeSync, constants, openSync } from 'node:fs';
import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net';
import { lineScanner } from './line-scan/line-scanner';
import type { Outbox } from './outbox';

/** Bytes of one read where there is no scanner. */
const readBytes = 256 * 1024;
let ownMemory: Buffer | null = null;

/** A pipe that is read. */
export interface HandedPipe {
  /** Stops reading for good; `closed` follows. */
  destroy(): void;
}

/** What becomes of a pipe. */
export interface HandedPipeEvents {
  /** All pipes of a thread share the memory: see `ChildEvents.chunk`. */
  readonly chunk: (bytes: Buffer) => void;
  readonly closed: () => void;
}

/** Opens another process's ends of pipes, all or none: null when the system does not let us. */
export function openPipesOf(pid: number, descriptors: readonly number[]): number[] | null {
  const opened: number[] = [];
  try {
    for (const descriptor of descriptors) {
      opened.push(openSync(`/proc/${pid}/fd/${descriptor}`, constants.O_RDONLY | constants.O_NONBLOCK));
    }
    return opened;
  } catch {
    for (const descriptor of opened) closeSync(descriptor);
    return null;
  }
}

/** Reads a pipe to its end, and leaves it alone while the outbox is closed. */
export function readPipe(descriptor: number, outbox: Outbox, events: HandedPipeEvents): HandedPipe {
  const memory = lineScanner()?.input ?? (ownMemory ??= Buffer.allocUnsafeSlow(readBytes));
  const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = {
    fd: descriptor,
    readable: true,
    writable: false,
    onread: {
      buffer: memory,
      callback: (length, { buffer, byteOffset }) => {
        const bytes = Buffer.from(buffer, byteOffset, length);
        // What has to wait for its turn must not lie where the next read puts its bytes.
        events.chunk(outbox.takesAtOnce ? bytes : Buffer.from(bytes));
        return outbox.isOpen;
      },
    },
  };
  const socket = new Socket(options);
  socket.on('error', () => undefined); // `close` follows
  socket.once('close', () => {
    outbox.removeGate(socket);
    events.closed();
  });
  outbox.addGate(socket);
  return socket;
}
