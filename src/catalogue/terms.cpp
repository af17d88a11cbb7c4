// SPDX-License-Identifier: Apache-2.0
#include "catalogue/terms.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "base/text.h"
#include "catalogue/catalogue.h"

namespace concordat::catalogue {

template <>
std::vector<std::string> const& words<Form>() {
  static std::vector<std::string> const all{"aggregate", "depersonalised", "pseudonymised", "personalised"};
  return all;
}
template <>
std::vector<std::string> const& words<Trust>() {
  static std::vector<std::string> const all{"read", "known", "verify", "project", "local"};
  return all;
}
template <>
std::vector<std::string> const& words<Sensitivity>() {
  static std::vector<std::string> const all{"neutral", "geography", "quasi", "identifier", "criminal", "special",
                                            "high_risk"};
  return all;
}
template <>
std::vector<std::string> const& words<Storage>() {
  static std::vector<std::string> const all{"open", "sealed", "dropped"};
  return all;
}
template <>
std::vector<std::string> const& words<FieldForm>() {
  static std::vector<std::string> const all{"personalised", "depersonalised", "both"};
  return all;
}
template <>
std::vector<std::string> const& words<Linkage>() {
  static std::vector<std::string> const all{"none", "local", "event", "derived", "secondary", "primary", "strong"};
  return all;
}
template <>
std::vector<std::string> const& words<BodyKind>() {
  static std::vector<std::string> const all{"body",        "umbrella",     "function", "forum_body",
                                            "legal_class", "person_class", "wildcard"};
  return all;
}

template <class Word>
std::optional<Word> parse_word(std::string_view text) {
  auto const& all = words<Word>();
  auto const found = std::find(all.begin(), all.end(), text);
  if (found == all.end()) return {};
  return static_cast<Word>(found - all.begin());
}

template <class Word>
std::string_view name_of(Word word) {
  return words<Word>()[static_cast<std::size_t>(word)];
}

template std::optional<Form> parse_word<Form>(std::string_view);
template std::optional<Trust> parse_word<Trust>(std::string_view);
template std::optional<Sensitivity> parse_word<Sensitivity>(std::string_view);
template std::optional<Storage> parse_word<Storage>(std::string_view);
template std::optional<FieldForm> parse_word<FieldForm>(std::string_view);
template std::optional<Linkage> parse_word<Linkage>(std::string_view);
template std::optional<BodyKind> parse_word<BodyKind>(std::string_view);
template std::string_view name_of<Form>(Form);
template std::string_view name_of<Trust>(Trust);
template std::string_view name_of<Sensitivity>(Sensitivity);
template std::string_view name_of<Storage>(Storage);
template std::string_view name_of<FieldForm>(FieldForm);
template std::string_view name_of<Linkage>(Linkage);
template std::string_view name_of<BodyKind>(BodyKind);

std::span<std::string_view const> weekday_words() {
  static constexpr std::array<std::string_view, 7> words{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  return words;
}

std::optional<std::pair<int, int>> hours_in(std::string_view text) {
  auto const digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 99; };
  if (text.size() != 5 || text[2] != '-') return {};
  std::pair const hours{digit(0) * 10 + digit(1), digit(3) * 10 + digit(4)};
  if (hours.first > 23 || hours.second > 23 || hours.first == hours.second) return {};
  return hours;
}

std::optional<std::pair<int, int>> ages_in(std::string_view text) {
  auto const dash = text.find('-');
  if (dash == std::string_view::npos) return {};
  auto const from = text::parse_integer(text.substr(0, dash));
  auto const to = text::parse_integer(text.substr(dash + 1));
  if (!from || !to || *from < 0 || *to < *from || *to > oldest_age) return {};
  return std::pair{static_cast<int>(*from), static_cast<int>(*to)};
}

}  // namespace concordat::catalogue
