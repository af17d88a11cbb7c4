// SPDX-License-Identifier: Apache-2.0
// Any bytes as an address, a form and a cookie: what is accepted holds nothing that climbs or ends a line,
// and is read the same when it is written again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "http/form.h"
#include "http/multipart.h"
#include "http/request.h"
#include "http/response.h"
#include "http/target.h"

namespace http = concordat::http;

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

std::string written(http::Target const& target) {
  std::string text;
  for (auto const& segment : target.segments) text += "/" + http::percent_encode(segment);
  if (text.empty()) text = "/";
  char separator = '?';
  for (auto const& [name, value] : target.query.all()) {
    text += separator + http::percent_encode(name) + "=" + http::percent_encode(value);
    separator = '&';
  }
  return text;
}

void check_target(std::string_view text) {
  auto const target = http::parse_target(text);
  if (!target) return;
  check(concordat::text::is_utf8(target->path) && target->path.find_first_of("\\\r\n") == std::string::npos);
  check(("/" + target->path + "/").find("/../") == std::string::npos);
  auto const again = http::parse_target(written(*target)).value();
  check(again.segments == target->segments && again.path == target->path);
  check(again.query.all() == target->query.all());
}

void check_cookie(std::string_view text) {
  if (!http::is_header_value(text)) return;
  http::Headers headers;
  headers.add("Cookie", text);
  auto const value = http::cookie(headers, "a");
  check(!value || value->find_first_of(" ;,\\\"\r\n") == std::string::npos);
}

void check_redirect(std::string_view text) {
  auto const response = http::redirect(text);
  auto const location = response.headers().find("Location").value();
  check(location.starts_with('/') && !location.starts_with("//") && !location.starts_with("/\\"));
  check(http::is_header_value(http::attachment(text)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text{reinterpret_cast<char const*>(data), size};
  check_target(text);
  check_target("/" + std::string{text});
  check_cookie(text);
  check_redirect(text);
  if (auto const form = http::parse_form(text, 50)) {
    for (auto const& [name, value] : form->all()) check(concordat::text::is_utf8(name + value));
  }
  static_cast<void>(http::header_parameter(text, "name"));
  return 0;
}
