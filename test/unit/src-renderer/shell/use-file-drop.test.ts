import { describe, expect, it } from 'vitest';
import { hintFor } from '../../../../src-renderer/shell/use-file-drop';

const file = (type: string) => ({ kind: 'file', type });

describe('what is said while files hover over the window', () => {
  it('is what will happen to them', () => {
    expect(hintFor([file('application/toml')]).text).toBe('Opens the definition. It is not run.');
    expect(hintFor([file('text/plain'), file('application/zip')]).text).toBe(
      'Opens 2 files as an archive or log, to read',
    );
    expect(hintFor([file('application/json'), file('text/plain')]).text).toBe(
      'Shows the definition, and opens 1 file to read',
    );
  });

  it('promises nothing of what the system does not tell', () => {
    expect(hintFor([file('')])).toEqual({
      text: 'Drop 1 file: definitions are shown, archives and logs are opened to read',
      isWrong: false,
    });
  });

  it('is that only files can be dropped, of anything else', () => {
    expect(hintFor([{ kind: 'string', type: 'text/plain' }])).toEqual({
      text: 'Only files and folders can be dropped here',
      isWrong: true,
    });
  });
});
