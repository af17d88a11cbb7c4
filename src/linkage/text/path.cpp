// SPDX-License-Identifier: Apache-2.0
#include "linkage/text/path.h"

namespace concordat::linkage {
namespace {

Path find_best() {
#if defined(__x86_64__)
  bool const wide = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
                    __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512vpopcntdq") != 0;
  if (wide) return Path::avx512;
  if (__builtin_cpu_supports("avx2") != 0) return Path::avx2;
#endif
  return Path::scalar;
}

}  // namespace

Path best_path() {
  static Path const best = find_best();
  return best;
}

std::vector<Path> usable_paths() {
  std::vector<Path> paths{Path::scalar};
  if (best_path() >= Path::avx2) paths.push_back(Path::avx2);
  if (best_path() >= Path::avx512) paths.push_back(Path::avx512);
  return paths;
}

}  // namespace concordat::linkage
