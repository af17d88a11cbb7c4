// SPDX-License-Identifier: Apache-2.0
// For tests: random filters, and the FEBRL records with known truth.
#pragma once

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "base/chance.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "linkage/encoded/clk.h"
#include "linkage/encoded/party_test_tools.h"

namespace concordat::linkage::test {

/// About `percent` of the bits set.
inline Filter random_filter(SeededChance& chance, std::uint64_t percent) {
  Filter filter;
  for (std::size_t bit = 0; bit < filter_bits; ++bit) {
    if (chance.below(100) < percent) filter.words[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
  return filter;
}

struct Febrl {
  std::vector<std::vector<std::string>> rows;  ///< without the id and the social security number
  std::vector<std::string> person;
};

/// Empty where the shared data are not there.
inline Febrl read_febrl(std::string const& file) {
  char const* const folder = std::getenv("CONCORDAT_SHARED");
  std::ifstream stream{
      (folder != nullptr ? std::string{folder} : std::string{CONCORDAT_SOURCE_DIR "/../shared"}) +
      "/data/linkage/" + file};
  Febrl read;
  std::string line;
  std::getline(stream, line);
  while (std::getline(stream, line)) {
    std::vector<std::string> cells;
    for (auto const cell : text::split(line, ',')) cells.emplace_back(text::trim(cell));
    if (cells.size() != 11) continue;
    auto const parts = text::split(cells[0], '-');
    read.person.emplace_back(parts[1]);
    read.rows.emplace_back(cells.begin() + 1, cells.end() - 1);
  }
  return read;
}

/// Names and addresses as two letters at a time, numbers and dates by place: the weights are those of a
/// person's fields in any such file.
inline ClkSchema febrl_schema(ClkOptions options) {
  using Cut = ClkField::Cut;
  return {{{"given_name", Cut::bigrams, 200, true},
           {"surname", Cut::bigrams, 200, true},
           {"street_number", Cut::positions, 100, true},
           {"address_1", Cut::bigrams, 100, true},
           {"address_2", Cut::bigrams, 100, true},
           {"suburb", Cut::bigrams, 100, true},
           {"postcode", Cut::positions, 100, true},
           {"state", Cut::bigrams, 100, true},
           {"date_of_birth", Cut::positions, 200, false}},
          options};
}

inline std::vector<Filter> encode(ClkEncoder& encoder, Febrl const& records) {
  std::vector<Filter> filters;
  for (auto const& row : records.rows) {
    std::vector<std::string_view> const values{row.begin(), row.end()};
    auto const& born = row.back();
    auto const year = born.size() == 8 ? text::parse_integer(born.substr(0, 4)) : std::nullopt;
    filters.push_back(
        encoder.encode(values, year ? std::optional<int>{static_cast<int>(*year)} : std::nullopt));
  }
  return filters;
}

}  // namespace concordat::linkage::test
