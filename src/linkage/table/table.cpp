// SPDX-License-Identifier: Apache-2.0
#include "linkage/table/table.h"

namespace concordat::linkage {

std::uint32_t Table::Together::add(std::uint32_t const* ids) {
  std::uint32_t const both[2] = {ids[first], ids[second]};
  if (both[0] == 0 || both[1] == 0) return 0;
  return pairs.add({reinterpret_cast<char const*>(both), sizeof both});
}

void Table::Together::add_all(std::uint32_t* ids, std::size_t rows, std::size_t width) {
  std::array<std::vector<std::uint32_t>, 3> columns;
  for (auto& list : columns) list.resize(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    columns[0][row] = ids[row * width + first];
    columns[1][row] = ids[row * width + second];
  }
  add_all(columns[0], columns[1], columns[2]);
  for (std::size_t row = 0; row < rows; ++row) ids[row * width + column] = columns[2][row];
}

void Table::Together::add_all(std::span<std::uint32_t const> firsts, std::span<std::uint32_t const> seconds, std::span<std::uint32_t> out) {
  std::vector<std::array<std::uint32_t, 2>> both(firsts.size());
  std::vector<std::string_view> texts(firsts.size());
  for (std::size_t row = 0; row < firsts.size(); ++row) {
    both[row] = {firsts[row], seconds[row]};
    if (both[row][0] != 0 && both[row][1] != 0) texts[row] = {reinterpret_cast<char const*>(both[row].data()), sizeof both[row]};
  }
  pairs.add_all(texts, out.data(), 1);
}

double Table::all_pairs() const {
  auto const n = static_cast<double>(records);
  auto const left = static_cast<double>(first_file);
  return links_two() ? left * (n - left) : n * (n - 1) / 2;
}

std::uint64_t Table::fingerprint() const {
  auto hash = mix(records, first_file);
  hash = mix(hash, hash_bytes({reinterpret_cast<char const*>(ids.data()), ids.size() * sizeof ids[0]}));
  for (auto const& dictionary : values) hash = mix(hash, dictionary.fingerprint());
  for (auto const& list : several) hash = mix(hash, list.lists.fingerprint());
  return hash;
}

std::size_t Table::memory_bytes() const {
  auto bytes = ids.capacity() * sizeof(std::uint32_t);
  for (auto const& dictionary : values) bytes += dictionary.memory_bytes();
  return bytes;
}

}  // namespace concordat::linkage
