import { describe, expect, it } from 'vitest';
import { readTemplate } from '../../../../../src-main/engine/definitions/placeholders';
import { compileWindowsCommand } from '../../../../../src-main/engine/definitions/windows-shell';

const compile = (template: string) => compileWindowsCommand(readTemplate(template).parts);

describe('a placeholder in a command for cmd.exe', () => {
  it.each([
    ['certutil -hashfile {{item}} SHA256', 'certutil -hashfile "!RUNSHEET_VALUE_1!" SHA256'],
    ['copy {{item}} out\\{{item.name}}', 'copy "!RUNSHEET_VALUE_1!" "out\\!RUNSHEET_VALUE_2!"'],
    ['dir {{item.dir}}\\&echo {{item}}x', 'dir "!RUNSHEET_VALUE_1!\\\\"&echo "!RUNSHEET_VALUE_2!x"'],
    ['x "a b" {{item}}>out', 'x "a b" "!RUNSHEET_VALUE_1!">out'],
    ['echo %PATH% {{item}}\r\n', 'echo %PATH% "!RUNSHEET_VALUE_1!"'],
    ['echo hello! "a | b (c)"', 'echo hello! "a | b (c)"'],
  ])('puts its whole word in quotes: %s', (template, script) => {
    expect(compile(template)).toMatchObject({ script, faults: [] });
  });

  it.each([
    ['echo "{{item}}"', 'has {{item}} inside quotes'],
    ['echo ^{{item}}', 'has "%" or "^" right before {{item}}'],
    ['echo %{{item}}%', 'has "%" or "^" right before {{item}}'],
    ['echo wow! {{item}}', 'has "!" beside a placeholder, where cmd.exe reads it as the mark of a variable'],
    ['(echo {{item}}) | more', 'has "|" and "(" beside a placeholder, where cmd.exe does not fill in values'],
    ['echo a\necho b', 'has more than one line, and cmd.exe runs only the first'],
  ])('is an error where cmd.exe would change it: %s', (template, says) => {
    expect(compile(template).faults.map((fault) => fault.says)).toEqual([says]);
  });
});
