import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contractText } from '../../../src-shared/contract-text';

describe('docs/ipc.md', () => {
  it('says what the contract says; `npm run generate` writes it', () => {
    const page = readFileSync(new URL('../../../docs/ipc.md', import.meta.url), 'utf8');
    expect(page).toBe(contractText());
  });
});
