// The Dockerfile read as data, and its steps done in a folder in place of an image. It knows the
// instructions that deploy/Dockerfile uses and throws on any other, so that none goes unheld.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, stat } from 'node:fs/promises'
import { join, posix, relative } from 'node:path'
import { text } from 'node:stream/consumers'
import {
  type Copy,
  DockerfileParser,
  type From,
  type Healthcheck,
  type Instruction,
  type PropertyInstruction,
  type Run,
} from 'dockerfile-ast'

type Values = Readonly<Record<string, string>>

/** A step that changes the image's files; paths in the image are absolute. */
type Step =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'copy'; readonly sources: readonly string[]; readonly target: string }
  | { readonly kind: 'run'; readonly line: string; readonly folder: string; readonly env: Values }

export interface Image {
  readonly base: string
  readonly steps: readonly Step[]
  readonly env: Values
  readonly labels: Values
  readonly folder: string
  readonly user: string
  readonly ports: readonly string[]
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly healthcheck: readonly string[]
}

const emptyImage: Image = {
  base: '',
  steps: [],
  env: {},
  labels: {},
  folder: '/',
  user: 'root',
  ports: [],
  entrypoint: [],
  command: [],
  healthcheck: [],
}

/** Reads a Dockerfile of one stage. */
export function readDockerfile(source: string): Image {
  return DockerfileParser.parse(source).getInstructions().reduce(follow, emptyImage)
}

function follow(image: Image, instruction: Instruction): Image {
  const values = instruction.getArguments().map(argument => argument.getValue())
  const [value = ''] = values
  const addStep = (step: Step) => ({ ...image, steps: [...image.steps, step] })
  switch (instruction.getKeyword()) {
    case 'FROM':
      if (image.base !== '') throw new Error('a second stage is not known here')
      return { ...image, base: (instruction as From).getImage() ?? '' }
    case 'LABEL':
      return { ...image, labels: { ...image.labels, ...propertiesOf(instruction) } }
    case 'ENV':
      return { ...image, env: { ...image.env, ...propertiesOf(instruction) } }
    case 'WORKDIR': {
      const folder = posix.resolve(image.folder, value)
      return { ...addStep({ kind: 'folder', path: folder }), folder }
    }
    case 'COPY':
      return addStep(readCopy(instruction as Copy, image.folder))
    case 'RUN':
      return addStep(readRun(instruction as Run, image))
    case 'USER':
      return { ...image, user: value }
    case 'EXPOSE':
      return { ...image, ports: [...image.ports, ...values] }
    case 'HEALTHCHECK':
      if ((instruction as Healthcheck).getSubcommand()?.getValue() !== 'CMD')
        throw new Error('HEALTHCHECK without CMD is not known here')
      return { ...image, healthcheck: readExecForm(instruction) }
    case 'ENTRYPOINT':
      return { ...image, entrypoint: readExecForm(instruction) }
    case 'CMD':
      return { ...image, command: readExecForm(instruction) }
    default:
      throw new Error(`${instruction.getKeyword()} is not known here`)
  }
}

function readRun(run: Run, { folder, env }: Image): Step {
  // A cache is a matter of speed alone: here npm's own does its work.
  const flags = run.getFlags().map(String)
  const flag = flags.find(text => !text.startsWith('--mount=type=cache,'))
  if (flag !== undefined) throw new Error(`RUN ${flag} is not known here`)
  return { kind: 'run', line: run.getArgumentsContent() ?? '', folder, env }
}

function propertiesOf(instruction: Instruction): Values {
  // The keyword says which kind of instruction it is.
  const properties = (instruction as PropertyInstruction).getProperties()
  return Object.fromEntries(properties.map(item => [item.getName(), item.getValue() ?? '']))
}

function readCopy(copy: Copy, folder: string): Step {
  const [flag] = copy.getFlags()
  if (flag !== undefined) throw new Error(`COPY ${flag} is not known here`)
  const paths = copy.getArguments().map(argument => argument.getValue())
  const target = paths.pop() ?? ''
  if (!target.endsWith('/')) throw new Error(`COPY to ${target}, which is no folder`)
  return { kind: 'copy', sources: paths, target: posix.resolve(folder, target) }
}

/** The only form that signals reach the program by: a list, without a shell around it. */
function readExecForm(instruction: Instruction): string[] {
  const content = instruction.getArgumentsContent() ?? ''
  const list: unknown = JSON.parse(content.slice(content.indexOf('[')))
  if (Array.isArray(list) && list.every(item => typeof item === 'string')) return list
  throw new Error(`${instruction.getKeyword()} is not a list of strings`)
}

export interface BuildOptions {
  /** The folder that COPY reads. */
  readonly context: string
  /** Whether .dockerignore keeps a file of the context out; its path is relative. */
  readonly isIgnored: (path: string) => boolean
  /** An empty folder that stands for the image's root. */
  readonly root: string
  /** What the base image and the builder give a RUN, such as PATH. */
  readonly env: Values
}

/** Does the steps of a Dockerfile in a folder. */
export async function buildImage(image: Image, options: BuildOptions): Promise<void> {
  for (const step of image.steps) {
    if (step.kind === 'folder') await mkdir(join(options.root, step.path), { recursive: true })
    else if (step.kind === 'copy') await copy(step, options)
    else await run(step, options)
  }
}

async function copy(
  { sources, target }: Extract<Step, { kind: 'copy' }>,
  { context, isIgnored, root }: BuildOptions,
): Promise<void> {
  for (const source of sources) {
    const from = join(context, source)
    if (isIgnored(source)) throw new Error(`COPY ${source}, which .dockerignore keeps out`)
    // Of a folder the contents are copied, a file goes into the target.
    const isFolder = (await stat(from)).isDirectory()
    const to = join(root, target, isFolder ? '' : posix.basename(source))
    const filter = (path: string) => !isIgnored(relative(context, path).replaceAll('\\', '/'))
    await cp(from, to, { recursive: true, filter })
  }
}

async function run(
  { line, folder, env }: Extract<Step, { kind: 'run' }>,
  options: BuildOptions,
): Promise<void> {
  const child = spawn('sh', ['-c', line], {
    cwd: join(options.root, folder),
    env: { ...options.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said = text(child.stderr)
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`RUN ${line} ended with ${code}:\n${await said}`)
}
