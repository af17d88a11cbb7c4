// SPDX-License-Identifier: Apache-2.0
#include "pages/wording.h"

#include <array>

#include <fmt/format.h>

#include "base/summer_time.h"

namespace concordat::pages {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 12> months{"January", "February", "March",     "April",   "May",      "June",
                                                  "July",    "August",   "September", "October", "November", "December"};

}  // namespace

std::string date_words(Date date) {
  year_month_day const day{date};
  return fmt::format("{} {} {}", static_cast<unsigned>(day.day()), months[static_cast<unsigned>(day.month()) - 1],
                     static_cast<int>(day.year()));
}

std::string instant_words(Instant instant) {
  auto const local = is_british_summer(instant) ? instant + hours{1} : instant;
  auto const day = floor<days>(local);
  auto const minutes_of_day = floor<minutes>(local - day).count();
  return fmt::format("{}, {:02}:{:02}", date_words(day), minutes_of_day / 60, minutes_of_day % 60);
}

std::string months_words(Month first, Month last) {
  return last <= first ? month_words(first) : fmt::format("{} to {}", month_words(first), month_words(last));
}

std::string month_words(Month month) {
  return fmt::format("{} {}", months[static_cast<std::size_t>(month.month()) - 1], month.year());
}

std::string number_words(std::uint64_t number) {
  auto text = fmt::format("{}", number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

std::string count_words(std::uint64_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number_words(number), number == 1 ? one : many);
}

Json instant_model(Instant instant) {
  Json model;
  model.set("at", format_instant(instant)).set("words", instant_words(instant));
  return model;
}

std::string days_late_words(std::int64_t days) {
  return days <= 0 ? std::string{} : count_words(static_cast<std::uint64_t>(days), "day late", "days late");
}

Json instant_model(std::string_view text) {
  auto const instant = parse_instant(text);
  return instant ? instant_model(*instant) : Json{};
}

Json date_model(Date date) {
  Json model;
  model.set("on", format_date(date)).set("words", date_words(date));
  return model;
}

std::string sentence_case(std::string_view id) {
  std::string text{id};
  for (auto& c : text) {
    if (c == '-' || c == '_') c = ' ';
  }
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

}  // namespace concordat::pages
