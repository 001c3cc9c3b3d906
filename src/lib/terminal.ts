// The terminal: results on stdout, one line each; where a person looks on, a line on stderr that
// says how far long work has come.

/** Prints a result as one line of JSON; resolves when it is out. */
export function printLine(result: object): Promise<void> {
  return printText(JSON.stringify(result))
}

/** Prints a result that is text, with a newline after it; resolves when it is out. */
export function printText(text: string): Promise<void> {
  return new Promise(resolve => process.stdout.write(`${text}\n`, () => resolve()))
}

/**
 * Shows how far work has come, in place of what was shown before; nothing without a terminal. What
 * does not fit its width is cut off: a second line could not be taken away again.
 */
export function showStatus(text: string): void {
  if (hasOnlooker()) process.stderr.write(`\r\u001b[K${text.slice(0, process.stderr.columns - 1)}`)
}

/** Takes the status away again. */
export function clearStatus(): void {
  if (hasOnlooker()) process.stderr.write('\r\u001b[K')
}

/** A child of ours shares our terminal, but nobody asked it for a status. */
function hasOnlooker(): boolean {
  return process.stderr.isTTY === true && process.channel === undefined
}
