// SPDX-License-Identifier: Apache-2.0
#include "http/server/wire.h"

#include <fmt/format.h>

#include <array>

#include "base/date.h"

namespace concordat::http {
namespace {

std::string one_line(std::string_view text) {
  std::string out;
  for (char const letter : text) {
    if (letter != '\r' && letter != '\n' && letter != '\0') out += letter;
  }
  return out;
}

void append_data(std::string& out, std::string_view data) {
  for (;;) {
    auto const end = data.find_first_of("\r\n");
    out.append("data: ").append(data.substr(0, end)).append("\n");
    if (end == std::string_view::npos) return;
    data.remove_prefix(data.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
  }
}

}  // namespace

bool may_have_content(Status status) {
  return status != Status::no_content && status != Status::not_modified;
}

std::string response_head(Status status, Headers const& headers, Framing const& framing,
                          std::string_view date) {
  std::string out;
  out.reserve(512);
  out.append("HTTP/1.1 ").append(std::to_string(number_of(status))).append(" ");
  out.append(phrase_of(status)).append("\r\n");
  if (!date.empty()) out.append("Date: ").append(date).append("\r\n");
  for (auto const& line : headers.all()) out.append(line.name).append(": ").append(line.value).append("\r\n");
  if (framing.content_length)
    out.append("Content-Length: ").append(std::to_string(*framing.content_length)).append("\r\n");
  if (framing.chunked) out.append("Transfer-Encoding: chunked\r\n");
  if (framing.close) out.append("Connection: close\r\n");
  return out.append("\r\n");
}

std::string http_date(Instant instant) {
  constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  auto const day = std::chrono::floor<std::chrono::days>(instant);
  std::chrono::year_month_day const date{day};
  std::chrono::hh_mm_ss const time{std::chrono::floor<std::chrono::seconds>(instant - day)};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[std::chrono::weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

std::string chunk(std::string_view bytes) {
  std::string out = fmt::format("{:x}\r\n", bytes.size());
  return out.append(bytes).append("\r\n");
}

std::string event_text(Event const& event) {
  std::string out;
  if (!event.name.empty()) out.append("event: ").append(one_line(event.name)).append("\n");
  if (!event.id.empty()) out.append("id: ").append(one_line(event.id)).append("\n");
  append_data(out, event.data);
  return out.append("\n");
}

}  // namespace concordat::http
