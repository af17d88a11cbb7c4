// SPDX-License-Identifier: Apache-2.0
#include "linkage/table/parallel.h"

#include <atomic>
#include <thread>
#include <vector>

namespace concordat::linkage {

void parallel(unsigned threads, std::size_t pieces, std::function<void(std::size_t, unsigned)> const& work) {
  if (threads <= 1 || pieces <= 1) {
    for (std::size_t piece = 0; piece < pieces; ++piece) work(piece, 0);
    return;
  }
  std::atomic<std::size_t> next{0};
  auto const run = [&](unsigned thread) {
    for (auto piece = next.fetch_add(1); piece < pieces; piece = next.fetch_add(1)) work(piece, thread);
  };
  std::vector<std::jthread> others;
  for (unsigned thread = 1; thread < threads; ++thread) others.emplace_back(run, thread);
  run(0);
}

}  // namespace concordat::linkage
