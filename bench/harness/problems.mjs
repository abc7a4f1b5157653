// @ts-check

/** What was typed means nothing; the message is one sentence. Exit code 2. */
export class BadInput extends Error {}

/** A peer cannot be had, so there is nothing to compare with: never a number. Exit code 2. */
export class MissingPeer extends Error {
  /**
   * @param {string} peer its name, in lower case
   * @param {string} why one clause, such as "npm cannot install it"
   */
  constructor(peer, why) {
    super(`The peer ${peer} cannot be had: ${why}. --no-peers measures without any.`);
    this.peer = peer;
  }
}
