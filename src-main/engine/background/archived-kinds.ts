/** Which records of the catalog an archive is made from. */
import { kinds } from '../storage/keys';

/** See the head of this file; those of the log are not among them, it is read from its blocks. */
export const archivedKinds: readonly number[] = [
  kinds.run,
  kinds.statePage,
  kinds.textPage,
  kinds.counts,
  kinds.note,
  kinds.attempt,
  kinds.work,
  kinds.usage,
];
