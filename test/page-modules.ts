// The page's modules as tests load them. They are JavaScript for browsers and are checked by their
// own tsconfig.json (src/serve/page.test.ts runs it), so their types are not known here.

/** A module of src/serve/page/; that its exports are as T says is for the page's own check. */
export async function importPageModule<T>(name: string): Promise<T> {
  const module: unknown = await import(new URL(`../src/serve/page/${name}`, import.meta.url).href)
  return module as T
}
