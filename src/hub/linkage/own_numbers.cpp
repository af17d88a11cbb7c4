// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/own_numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/json.h"
#include "base/text.h"
#include "crypto/hash.h"

namespace concordat::hub::links {
namespace {

constexpr std::array<std::string_view, 14> number_fields{"source_record_id", "social_care_id", "yjs_case_id", "local_case_ref", "tenancy_ref", "nhs_number", "upn",
                                                         "uln",              "pnc_id",         "cro_number",  "noms_number",    "delius_crn",  "nino", "local_patient_id"};

/// Of a case or a tenancy several people may be; the reference of a record is of that record alone.
struct OwnNumber {
  std::string_view field;
  char kind;
};
constexpr std::array own_person_fields{OwnNumber{"social_care_id", 'S'}, OwnNumber{"yjs_case_id", 'Y'}, OwnNumber{"local_patient_id", 'P'}};

}  // namespace

std::string plain_number(std::string_view number) {
  std::string out;
  for (auto const c : text::trim(number)) {
    if (c != ' ' && c != '-') out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return out;
}

std::vector<std::string> numbers_in(std::string_view identity) {
  std::vector<std::string> found;
  auto const json = Json::parse(identity);
  if (!json) return found;
  for (auto const field : number_fields) {
    for (auto const& value : (*json)[field].array()) found.push_back(plain_number(value.string()));
  }
  std::ranges::sort(found);
  auto const again = std::ranges::unique(found);
  found.erase(again.begin(), again.end());
  return found;
}

std::string own_person_numbers(int agency, std::string_view identity) {
  std::string lines;
  auto const json = Json::parse(identity);
  if (!json) return lines;
  for (auto const& own : own_person_fields) {
    auto const& value = (*json)[own.field].array();
    auto const number = value.empty() ? std::string{} : plain_number(value.front().string());
    // figures of one width before a letter: agency 1 with 23 is not agency 12 with 3
    if (!number.empty()) lines += fmt::format("{}{:06}{}{}", lines.empty() ? "" : "\n", agency, own.kind, number);
  }
  return lines;
}

std::uint64_t hash_of_number(int agency, std::string_view plain) {
  auto const hash = crypto::sha256(std::string_view{fmt::format("{} {}", agency, plain)});
  std::uint64_t number = 0;
  for (std::size_t byte = 0; byte < 8; ++byte) number = number << 8 | std::to_integer<std::uint64_t>(hash[byte]);
  return number;
}

std::optional<std::vector<Record>> NumberBook::bearers(int agency, std::string_view plain, std::int64_t run) const {
  auto const hash = hash_of_number(agency, plain);
  std::lock_guard const lock{mutex_};
  if (run_ == 0 || run_ != run) return std::nullopt;
  std::vector<Record> found;
  for (auto [at, end] = records_.equal_range(hash); at != end; ++at) found.push_back(at->second);
  return found;
}

void NumberBook::replace(std::vector<Entry> const& entries, std::int64_t run) {
  std::unordered_multimap<std::uint64_t, Record> records{entries.begin(), entries.end()};
  std::lock_guard const lock{mutex_};
  records_ = std::move(records);
  run_ = run;
}

void NumberBook::add(std::vector<Entry> const& entries, std::int64_t run) {
  std::lock_guard const lock{mutex_};
  records_.insert(entries.begin(), entries.end());
  run_ = run;
}

void NumberBook::forget() {
  std::lock_guard const lock{mutex_};
  records_.clear();
  run_ = 0;
}

}  // namespace concordat::hub::links
