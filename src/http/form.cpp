// SPDX-License-Identifier: Apache-2.0
#include "http/form.h"

#include "base/text.h"
#include "http/target.h"

namespace concordat::http {
namespace {

std::optional<std::string> decode(std::string_view raw) {
  auto decoded = percent_decode(raw, true);
  if (!decoded || decoded->find('\0') != std::string::npos || !text::is_utf8(*decoded)) return std::nullopt;
  return decoded;
}

}  // namespace

Result<Values> parse_form(std::string_view text, std::size_t values) {
  Values found;
  std::size_t pairs = 0;
  while (!text.empty()) {
    auto const end = text.find('&');
    auto const pair = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (++pairs > values)
      return fail(Fault::too_large, "http.form-values",
                  "There are more names and values than are taken at once.", "Send fewer.");
    if (pair.empty()) continue;
    auto const equals = pair.find('=');
    auto name = decode(pair.substr(0, equals));
    auto value =
        equals == std::string_view::npos ? std::optional<std::string>{""} : decode(pair.substr(equals + 1));
    if (!name || !value)
      return fail(Fault::malformed, "http.form", "A name or value is not encoded as it should be.",
                  "Encode it as UTF-8, with each percent sign followed by two hexadecimal digits.");
    found.add(std::move(*name), std::move(*value));
  }
  return found;
}

Result<Values> read_form(Headers const& headers, Body& body, FormLimits limits) {
  if (media_type(headers) != "application/x-www-form-urlencoded")
    return fail(Fault::malformed, "http.form-type", "What was sent is not a form.",
                "Send it as application/x-www-form-urlencoded.");
  auto const text = read_all(body, limits.bytes);
  if (!text) return fail(text);
  return parse_form(*text, limits.values);
}

std::string media_type(Headers const& headers) {
  auto const value = headers.find("Content-Type").value_or("");
  return text::ascii_lower(text::trim(value.substr(0, value.find(';'))));
}

}  // namespace concordat::http
