// SPDX-License-Identifier: Apache-2.0
// Numbers by which an agency knows a person of its own list: its own reference, or such as a pupil number. A name is none, so nobody can
// be looked up by it.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "hub/linkage/scorer.h"

namespace concordat::hub::links {

/// Without blanks and hyphens, in capitals.
[[nodiscard]] std::string plain_number(std::string_view number);
/// Of a record's sealed text; plain, each once.
[[nodiscard]] std::vector<std::string> numbers_in(std::string_view identity);
/// Numbers by which an agency knows a person, and not a case or a home of several: one a line, each with the agency and the kind, so
/// that they are equal within the lists of one agency alone.
[[nodiscard]] std::string own_person_numbers(int agency, std::string_view identity);
/// Of a number that a record of this agency bears.
[[nodiscard]] std::uint64_t hash_of_number(int agency, std::string_view plain);

/// Which records bear a number, by its hash: whoever asks opens them to see whether they do.
///
/// Thread safety: any.
class NumberBook {
 public:
  using Entry = std::pair<std::uint64_t, Record>;  ///< hash, record

  /// Some that bear it not may be among them. Nothing where the book stands for another run of linkage than this.
  [[nodiscard]] std::optional<std::vector<Record>> bearers(int agency, std::string_view plain, std::int64_t run) const;
  void replace(std::vector<Entry> const& entries, std::int64_t run);
  void add(std::vector<Entry> const& entries, std::int64_t run);
  void forget();

 private:
  mutable std::mutex mutex_;
  std::unordered_multimap<std::uint64_t, Record> records_;
  std::int64_t run_ = 0;
};

}  // namespace concordat::hub::links
