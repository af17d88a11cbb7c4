// SPDX-License-Identifier: Apache-2.0
#include "linkage/table/dictionary.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "linkage/table/large_pages.h"

namespace concordat::linkage {
namespace {

constexpr std::size_t first_slots = 1024;
constexpr std::size_t large = std::size_t{1} << 16;
constexpr std::size_t ahead = 32;
constexpr std::uint64_t upper = 0xffffffff00000000ULL;

std::uint64_t load8(char const* at) {
  std::uint64_t value = 0;
  std::memcpy(&value, at, 8);
  return value;
}

std::uint64_t load4(char const* at) {
  std::uint32_t value = 0;
  std::memcpy(&value, at, 4);
  return value;
}

/// The last `left` < 8 bytes of `text`, the first lowest. Without a loop: what is read twice is the same.
std::uint64_t tail_of(std::string_view text, std::size_t left) {
  auto const* const end = text.data() + text.size();
  if (text.size() >= 8) return load8(end - 8) >> (8 * (8 - left));
  if (left >= 4) return load4(end - left) | load4(end - 4) << (8 * (left - 4));
  auto const byte = [&](std::size_t at) { return static_cast<std::uint64_t>(static_cast<unsigned char>((end - left)[at])) << (8 * at); };
  return byte(0) | byte(left / 2) | byte(left - 1);
}

/// Of one size. Most are short: a call would take longer.
bool same_bytes(char const* a, char const* b, std::size_t size) {
  if (size > 16) return std::memcmp(a, b, size) == 0;
  if (size >= 8) return load8(a) == load8(b) && load8(a + size - 8) == load8(b + size - 8);
  if (size >= 4) return load4(a) == load4(b) && load4(a + size - 4) == load4(b + size - 4);
  for (std::size_t i = 0; i < size; ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

}  // namespace

std::uint64_t hash_bytes(std::string_view text) {
  constexpr std::uint64_t prime = 0x9fb21c651e98df25ULL;
  std::uint64_t hash = text.size() * prime;
  auto const* at = text.data();
  auto left = text.size();
  for (; left >= 8; at += 8, left -= 8) {
    hash = (hash ^ load8(at)) * prime;
    hash ^= hash >> 29;
  }
  if (left > 0) {
    hash = (hash ^ tail_of(text, left)) * prime;
    hash ^= hash >> 29;
  }
  hash = (hash ^ (hash >> 32)) * prime;
  return hash ^ (hash >> 32);
}

Dictionary::Dictionary() : slots_(first_slots, 0) {}

/// A text's place comes from the upper half of its hash, which its slot holds: no text is read again.
void Dictionary::grow() {
  std::vector<std::uint64_t> old;
  reserve_large(old, slots_.size() * 2);
  old.resize(slots_.size() * 2, 0);
  old.swap(slots_);
  auto const mask = slots_.size() - 1;
  for (auto const slot : old) {
    if (slot == 0) continue;
    auto at = (slot >> 32) & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

bool Dictionary::is(std::uint32_t id, std::string_view wanted) const {
  auto const begin = ends_[id];
  return ends_[id + 1] - begin == wanted.size() && same_bytes(bytes_.data() + begin, wanted.data(), wanted.size());
}

std::uint32_t Dictionary::place(std::string_view wanted, std::uint64_t hash) {
  auto const mask = slots_.size() - 1;
  auto at = (hash >> 32) & mask;
  for (; slots_[at] != 0; at = (at + 1) & mask) {
    auto const id = static_cast<std::uint32_t>(slots_[at]);
    if ((slots_[at] & upper) == (hash & upper) && is(id, wanted)) return id;
  }
  auto const id = static_cast<std::uint32_t>(size());
  bytes_.append(wanted);
  ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
  slots_[at] = (hash & upper) | id;
  if (size() * 2 > slots_.size()) grow();
  return id;
}

std::uint32_t Dictionary::add(std::string_view text) { return text.empty() ? 0 : place(text, hash_bytes(text)); }

void Dictionary::add_all(std::vector<std::string_view> const& texts, std::uint32_t* out, std::size_t stride) {
  hashes_.resize(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    hashes_[i] = hash_bytes(texts[i]);
    __builtin_prefetch(&slots_[(hashes_[i] >> 32) & (slots_.size() - 1)]);
  }
  for (std::size_t begin = 0; begin < texts.size(); begin += ahead) {
    auto const end = std::min(texts.size(), begin + ahead);
    ask_ahead(begin, end);
    for (auto i = begin; i < end; ++i) out[i * stride] = texts[i].empty() ? 0 : place(texts[i], hashes_[i]);
  }
}

/// Where the dictionary is large, memory is what adding waits for: of texts that are likely there already, where they lie.
void Dictionary::ask_ahead(std::size_t begin, std::size_t end) const {
  if (slots_.size() < large) return;
  std::array<std::uint32_t, ahead> likely{};
  std::size_t count = 0;
  for (auto i = begin; i < end; ++i) {
    auto const slot = slots_[(hashes_[i] >> 32) & (slots_.size() - 1)];
    likely[count] = static_cast<std::uint32_t>(slot);
    count += slot != 0 && ((slot ^ hashes_[i]) & upper) == 0 ? 1 : 0;
  }
  for (std::size_t k = 0; k < count; ++k) __builtin_prefetch(&ends_[likely[k]]);
  for (std::size_t k = 0; k < count; ++k) __builtin_prefetch(bytes_.data() + ends_[likely[k]]);
}

std::uint32_t Dictionary::find(std::string_view wanted) const {
  if (wanted.empty() || slots_.empty()) return 0;
  auto const hash = hash_bytes(wanted);
  auto const mask = slots_.size() - 1;
  for (auto at = (hash >> 32) & mask; slots_[at] != 0; at = (at + 1) & mask) {
    auto const id = static_cast<std::uint32_t>(slots_[at]);
    if ((slots_[at] & upper) == (hash & upper) && text(id) == wanted) return id;
  }
  return 0;
}

void Dictionary::shrink(std::size_t wanted) {
  auto const mask = slots_.size() - 1;
  while (size() > wanted) {
    auto const id = static_cast<std::uint32_t>(size() - 1);
    auto at = (hash_bytes(text(id)) >> 32) & mask;
    while (static_cast<std::uint32_t>(slots_[at]) != id) at = (at + 1) & mask;
    close_gap(at);
    ends_.pop_back();
    bytes_.resize(ends_.back());
  }
}

/// What had to go past a slot that is given up moves forward, so that it is still found.
void Dictionary::close_gap(std::size_t gap) {
  auto const mask = slots_.size() - 1;
  for (auto at = (gap + 1) & mask; slots_[at] != 0; at = (at + 1) & mask) {
    auto const home = (slots_[at] >> 32) & mask;
    if (((at - home) & mask) < ((at - gap) & mask)) continue;  // it stands between its home and the gap's other side
    slots_[gap] = slots_[at];
    gap = at;
  }
  slots_[gap] = 0;
}

std::uint64_t Dictionary::fingerprint() const {
  return mix(hash_bytes(bytes_), hash_bytes({reinterpret_cast<char const*>(ends_.data()), ends_.size() * sizeof ends_[0]}));
}

std::size_t Dictionary::memory_bytes() const {
  return bytes_.capacity() + ends_.capacity() * sizeof ends_[0] + slots_.capacity() * sizeof slots_[0];
}

void Dictionary::seal() {
  std::vector<std::uint64_t>{}.swap(slots_);
  std::vector<std::uint64_t>{}.swap(hashes_);
}

}  // namespace concordat::linkage
