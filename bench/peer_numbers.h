// SPDX-License-Identifier: Apache-2.0
// Numbers handed to a peer in R and back: a file of doubles each, as readBin and writeBin have them.
#pragma once

#include <filesystem>
#include <fstream>
#include <vector>

namespace concordat::bench {

inline void write_numbers(std::filesystem::path const& path, std::vector<double> const& numbers) {
  std::ofstream file{path, std::ios::binary};
  file.write(reinterpret_cast<char const*>(numbers.data()), static_cast<std::streamsize>(numbers.size() * 8));
}

/// Empty where the peer wrote none.
inline std::vector<double> read_numbers(std::filesystem::path const& path) {
  std::ifstream file{path, std::ios::binary};
  std::vector<double> numbers(std::filesystem::exists(path) ? std::filesystem::file_size(path) / 8 : 0);
  file.read(reinterpret_cast<char*>(numbers.data()), static_cast<std::streamsize>(numbers.size() * 8));
  return numbers;
}

}  // namespace concordat::bench
