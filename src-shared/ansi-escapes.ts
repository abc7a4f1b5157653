/*
 * In this order: CSI (parameters, intermediates, final byte), the string escapes (OSC, DCS, SOS, PM, APC) up to BEL
 * or ST, any other escape of two or three characters, one that the end of the text cuts off, and control characters
 * but the tab. Every alternative is linear: no pattern here can be made slow by what a program prints.
 */
/** Terminal escapes and control characters in a line: what a person does not see. Group 1 and 2 are those of a CSI. */
export const ansiEscapes =
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  /(?:\u001b\[|\u009b)([0-?]*)[ -/]*([@-~])|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c|$)|\u001b[ -/]+[0-~]|\u001b[0-OQ-WYZ\\`-~]|(?:\u001b\[|\u009b)[0-?]*[ -/]*$|[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;
