// The substrate's modules name parts of the Bare runtime (bare-events, bare-buffer, …) as optional peers. Some of
// their dependents resolve them and some do not, so pnpm would install two to four copies of hypercore, corestore
// and autobase: more memory, and `instanceof` false between copies. Node never loads them, so drop those peers.
function dropBarePeers(pkg) {
  for (const name of Object.keys(pkg.peerDependencies ?? {})) {
    if (!name.startsWith('bare-')) continue
    delete pkg.peerDependencies[name]
    delete pkg.peerDependenciesMeta?.[name]
  }
  return pkg
}

module.exports = { hooks: { readPackage: dropBarePeers } }
