// Copies hold the exact numbers that are shown in short.
// @ts-check

/** Makes copying so. */
export function startCopy() {
  document.addEventListener('copy', event => {
    const selection = document.getSelection()
    if (selection === null || selection.rangeCount === 0 || event.clipboardData === null) return
    const parts = selection.getRangeAt(0).cloneContents()
    const short = parts.querySelectorAll('data')
    if (short.length === 0) return
    for (const number of short) number.textContent = number.value
    for (const unseen of parts.querySelectorAll('.unseen')) unseen.remove()
    event.clipboardData.setData('text/plain', textOf(parts))
    event.preventDefault()
  })
}

/**
 * Cells apart by tabs, rows by line ends, as tables take them.
 *
 * @param {DocumentFragment} parts
 */
function textOf(parts) {
  const rows = [...parts.querySelectorAll('tr')]
  if (rows.length === 0) return parts.textContent ?? ''
  return rows
    .map(row => [...row.cells].map(cell => cell.textContent?.trim() ?? '').join('\t'))
    .join('\n')
}
