// Sets the theme that was chosen before anything is drawn. Not a module: those come after the
// first picture.
;(() => {
  try {
    const theme = localStorage.getItem('theme')
    if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme
  } catch {
    // Where nothing may be kept the system's theme holds.
  }
})()
