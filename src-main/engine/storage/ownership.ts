/**
 * Who executes a folder: one record, replaced by compare-and-swap. An owner whose process is gone (or whose
 * process id belongs to another process by now, or to another boot) is no owner any more.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { RunsheetError } from '../../../src-shared/errors';
import type { Store } from './store';

const ownerSchema = z.object({
  pid: z.number().int(),
  /** Start time of the process as its system tells it. */
  start: z.string().nullable(),
  bootId: z.string().nullable(),
  /** Random; clients show it to the socket. */
  token: z.string(),
  /** Path of the local socket. */
  socket: z.string(),
});
export type Owner = z.infer<typeof ownerSchema>;

/** What identifies the calling process, and how to ask whether another one lives. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly start: string | null;
  readonly bootId: string | null;
  isAlive(process: { pid: number; start: string | null; bootId: string | null }): Promise<boolean>;
}

/** The engine that executes the folder now, or null. */
export async function readOwner(store: Store, identity: ProcessIdentity): Promise<Owner | null> {
  const owner = parseOwner(store.meta('owner'));
  return owner !== null && (await identity.isAlive(owner)) ? owner : null;
}

/** Becomes the owner. Throws `folder-in-use` when another engine executes the folder. */
export async function takeOwnership(store: Store, identity: ProcessIdentity, socket: string): Promise<Owner> {
  const owner: Owner = {
    pid: identity.pid,
    start: identity.start,
    bootId: identity.bootId,
    token: randomBytes(16).toString('hex'),
    socket,
  };
  for (;;) {
    const seen = store.meta('owner');
    const other = parseOwner(seen);
    if (other !== null && (await identity.isAlive(other))) {
      throw new RunsheetError(
        'folder-in-use',
        `Another Runsheet (process ${other.pid}) executes this folder.`,
        {
          hint: 'Close it, or use it: the command line talks to it by itself.',
        },
      );
    }
    if (store.compareAndSwap('owner', seen, JSON.stringify(owner))) return owner;
    store.refresh();
  }
}

/** Gives the folder up; does nothing when it is somebody else's by now. */
export function releaseOwnership(store: Store, owner: Owner): void {
  store.compareAndSwap('owner', JSON.stringify(owner), null);
}

function parseOwner(text: string | null): Owner | null {
  if (text === null) return null;
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    // Not ours: a record nobody can answer for is no owner.
    return null;
  }
}
