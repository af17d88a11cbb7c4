// SPDX-License-Identifier: Apache-2.0
// The page's one trusted-types policy, `concordat`. It passes one kind of thing: the address of a module in this
// server's own /assets/, for a worker. It makes no HTML and no script, so nothing can ask it for either.

/** What TypeScript's own DOM types do not have yet. */
interface ScriptUrlPolicy {
  createScriptURL(address: string): object
}
interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): ScriptUrlPolicy
}
type WorkerClass = new (address: string | URL, options?: WorkerOptions) => Worker
interface Scope {
  trustedTypes?: PolicyFactory
  Worker: WorkerClass
}

/** The full address where it is a module in /assets/ of the server that `page` came from; null otherwise. */
export function workerAddress(address: string | undefined, page: string): string | null {
  if (address === undefined || address === '') return null
  try {
    const url = new URL(address, page)
    const own = url.origin === new URL(page).origin && /^https?:$/.test(url.protocol)
    return own && url.search === '' && url.hash === '' && /^\/assets\/(?:[\w.-]+\/)?[\w.-]+\.m?js$/.test(url.pathname) ? url.href : null
  } catch {
    return null
  }
}

const prepared = new WeakSet<object>()

/**
 * Gives the address that a library may start a worker from, null where it is not one of ours. Where the browser
 * enforces trusted types, workers are made through the policy from here on: libraries hand over a string, which the
 * browser would refuse.
 */
export function allowWorker(address: string | undefined, page: string = location.href,
  scope: Scope = globalThis as unknown as Scope): string | null {
  const allowed = workerAddress(address, page)
  if (allowed === null || scope.trustedTypes === undefined || prepared.has(scope)) return allowed
  const policy = scope.trustedTypes.createPolicy('concordat', {
    createScriptURL(asked) {
      const checked = workerAddress(asked, page)
      if (checked === null) throw new TypeError('not a worker of this hub')
      return checked
    }
  })
  const Plain = scope.Worker
  scope.Worker = class extends Plain {
    constructor(asked: string | URL, options?: WorkerOptions) {
      super(policy.createScriptURL(String(asked)) as unknown as string, options)
    }
  }
  prepared.add(scope)
  return allowed
}
