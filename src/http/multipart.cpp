// SPDX-License-Identifier: Apache-2.0
#include "http/multipart.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"
#include "http/form.h"

namespace concordat::http {
namespace {

constexpr std::size_t buffer_bytes = 32 * 1024;

tl::unexpected<Problem> bad_boundary() {
  return fail(Fault::malformed, "multipart.boundary",
              "The parts of the upload are not separated as they should be.",
              "Send it as multipart/form-data, as a browser does.");
}

tl::unexpected<Problem> bad_header() {
  return fail(Fault::malformed, "multipart.header", "A part of the upload does not say what it is.",
              "Send each part with Content-Disposition: form-data and a name.");
}

tl::unexpected<Problem> over_limits() {
  return fail(Fault::too_large, "multipart.limits",
              "The upload has more parts, or longer headers, than are read.",
              "Send fewer parts with shorter names.");
}

bool is_boundary(std::string_view text) {
  return !text.empty() && text.size() <= 70 && text.back() != ' ' &&
         std::ranges::all_of(text, [](char letter) {
           return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                  (letter >= '0' && letter <= '9') ||
                  std::string_view{"'()+_,-./:=? "}.find(letter) != std::string_view::npos;
         });
}

bool is_readable(std::string_view text, std::size_t most) {
  return text.size() <= most && text::is_utf8(text) && std::ranges::none_of(text, [](char letter) {
           auto const code = static_cast<unsigned char>(letter);
           return code < 0x20 || code == 0x7f;
         });
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

/// Takes a quoted string off the front, the opening mark of which is gone already.
std::optional<std::string> take_quoted(std::string_view& text) {
  std::string value;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') {
      text.remove_prefix(at + 1);
      return value;
    }
    if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] == '"') ++at;
    value += text[at];
  }
  return std::nullopt;
}

/// Takes `; name=value` off the front.
std::optional<NameValue> take_parameter(std::string_view& text) {
  text.remove_prefix(1);
  skip_blanks(text);
  auto const equals = std::min(text.find('='), text.size());
  NameValue parameter{.name = text::ascii_lower(text.substr(0, equals)), .value = ""};
  if (!is_token(parameter.name) || equals == text.size()) return std::nullopt;
  text.remove_prefix(equals + 1);
  if (text.starts_with('"')) {
    text.remove_prefix(1);
    auto value = take_quoted(text);
    if (!value) return std::nullopt;
    parameter.value = std::move(*value);
  } else {
    auto const end = std::min(text.find_first_of("; \t"), text.size());
    parameter.value = std::string{text.substr(0, end)};
    if (!is_token(parameter.value)) return std::nullopt;
    text.remove_prefix(end);
  }
  skip_blanks(text);
  return parameter;
}

std::optional<std::vector<NameValue>> parameters(std::string_view header) {
  std::vector<NameValue> found;
  auto text = header.substr(std::min(header.find(';'), header.size()));
  while (!text.empty()) {
    if (text.front() != ';') return std::nullopt;
    auto parameter = take_parameter(text);
    if (!parameter) return std::nullopt;
    auto const twice = [&](NameValue const& one) { return one.name == parameter->name; };
    if (std::ranges::any_of(found, twice)) return std::nullopt;
    found.push_back(std::move(*parameter));
  }
  return found;
}

Result<Part> part_from(Headers const& headers, MultipartLimits const& limits) {
  auto const disposition = headers.find("Content-Disposition").value_or("");
  auto const found = parameters(disposition);
  auto const kind = text::trim(disposition.substr(0, disposition.find(';')));
  if (!found || !text::equal_ignoring_case(kind, "form-data") || headers.find("Content-Transfer-Encoding"))
    return bad_header();
  Part part;
  bool named = false;
  for (auto const& [name, value] : *found) {
    if (!is_readable(value, limits.name_bytes)) return bad_header();
    if (name == "name") {
      part.name = value;
      named = true;
    } else if (name == "filename") {
      part.file_name = value;
    } else {
      return bad_header();  // filename* too: RFC 7578 forbids it, and two names for one file are one too many
    }
  }
  if (!named) return bad_header();
  part.content_type = std::string{headers.find("Content-Type").value_or("")};
  return part;
}

}  // namespace

std::optional<std::string> header_parameter(std::string_view header, std::string_view name) {
  auto const found = parameters(header);
  if (!found) return std::nullopt;
  for (auto const& parameter : *found) {
    if (parameter.name == name) return parameter.value;
  }
  return std::nullopt;
}

Result<Multipart> Multipart::open(Headers const& headers, Body& body, MultipartLimits limits) {
  auto const boundary = header_parameter(headers.find("Content-Type").value_or(""), "boundary");
  if (media_type(headers) != "multipart/form-data" || !boundary || !is_boundary(*boundary))
    return fail(Fault::malformed, "multipart.type", "What was sent is not an upload.",
                "Send it as multipart/form-data with a boundary.");
  return Multipart{body, *boundary, limits};
}

Multipart::Multipart(Body& body, std::string boundary, MultipartLimits limits)
    : body_{&body}, delimiter_{"\r\n--" + std::move(boundary)}, limits_{limits} {
  // The first boundary stands at the very beginning, without the line end before it that the others have.
  buffer_.resize(std::max(buffer_bytes, limits.header_bytes + 2 * delimiter_.size()));
  std::memcpy(buffer_.data(), "\r\n", 2);
  end_ = 2;
}

/// Some more of the body, after what is held. REQUIRES: the buffer is not full of unused bytes.
Result<void> Multipart::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  auto const got = body_->read(std::span{buffer_}.subspan(end_));
  if (!got) return fail(got);
  if (*got == 0)
    return fail(Fault::malformed, "multipart.cut-off", "The upload ends before its last boundary.",
                "Send it again.");
  end_ += *got;
  return {};
}

/// Reads on until that many bytes are held.
Result<void> Multipart::need(std::size_t bytes) {
  while (end_ - begin_ < bytes) {
    if (auto const filled = fill(); !filled) return filled;
  }
  return {};
}

Result<std::optional<Part>> Multipart::next() {
  auto part = problem_ ? tl::unexpected<Problem>{*problem_} : advance();
  if (!part) {
    problem_ = part.error();
  } else if (*part) {
    state_ = State::in_part;
  }
  return part;
}

Result<std::size_t> Multipart::read(std::span<char> room) {
  if (problem_) return tl::unexpected<Problem>{*problem_};
  if (state_ != State::in_part) return 0;
  auto got = read_part(room);
  if (!got) problem_ = got.error();
  return got;
}

Result<std::string> Multipart::read_all(std::uint64_t limit) {
  std::string all;
  std::array<char, 4096> chunk;
  for (;;) {
    auto const got = read(chunk);
    if (!got) return fail(got);
    if (*got == 0) return all;
    if (*got > limit - all.size())
      return fail(Fault::too_large, "http.body-too-large", "What was sent is longer than is taken here.",
                  "Send less at once.");
    all.append(chunk.data(), *got);
  }
}

/// To the head of the next part, from wherever we are.
Result<std::optional<Part>> Multipart::advance() {
  std::array<char, 4096> dropped;
  while (state_ == State::in_part) {
    if (auto const got = read_part(dropped); !got) return fail(got);
  }
  if (state_ == State::before) {
    if (auto const needed = need(delimiter_.size()); !needed) return fail(needed);
    if (!view().starts_with(delimiter_)) return bad_boundary();
    begin_ += delimiter_.size();
    state_ = State::at_boundary;
  }
  if (state_ == State::over) return std::nullopt;
  if (auto const needed = need(2); !needed) return fail(needed);
  auto const mark = view().substr(0, 2);
  bool const is_last = mark == "--";
  if (!is_last && mark != "\r\n") return bad_boundary();
  begin_ += 2;
  if (is_last) return end();
  if (++parts_ > limits_.parts) return over_limits();
  auto part = read_part_head();
  if (!part) return fail(part);
  return std::optional<Part>{std::move(*part)};
}

/// After the last boundary there may be one line end and nothing else.
Result<std::optional<Part>> Multipart::end() {
  std::string rest{view()};
  std::array<char, 4> room;
  while (rest.size() <= 2) {
    auto const got = body_->read(room);
    if (!got) return fail(got);
    if (*got == 0) break;
    rest.append(room.data(), *got);
  }
  if (!rest.empty() && rest != "\r\n") return bad_boundary();
  state_ = State::over;
  return std::nullopt;
}

Result<std::size_t> Multipart::read_part(std::span<char> room) {
  for (;;) {
    auto const held = view();
    auto const at = held.find(delimiter_);
    if (at == 0) {
      begin_ += delimiter_.size();
      state_ = State::at_boundary;
      return 0;
    }
    // Without a boundary in sight, the last bytes may be the beginning of one.
    auto const ours =
        at != std::string_view::npos ? at : held.size() - std::min(held.size(), delimiter_.size() - 1);
    if (ours > 0) {
      auto const length = std::min(ours, room.size());
      std::memcpy(room.data(), held.data(), length);
      begin_ += length;
      return length;
    }
    if (auto const filled = fill(); !filled) return fail(filled);
  }
}

Result<Part> Multipart::read_part_head() {
  std::size_t end = 0;
  while ((end = view().substr(0, limits_.header_bytes).find("\r\n\r\n")) == std::string_view::npos) {
    if (view().size() >= limits_.header_bytes) return over_limits();
    if (auto const filled = fill(); !filled) return fail(filled);
  }
  Headers headers;
  for (auto rest = view().substr(0, end + 2); !rest.empty();) {
    auto const line_end = rest.find("\r\n");
    auto const line = rest.substr(0, line_end);
    rest.remove_prefix(line_end + 2);
    auto const colon = line.find(':');
    auto const name = line.substr(0, colon);
    if (colon == std::string_view::npos || !is_token(name)) return bad_header();
    auto value = line.substr(colon + 1);
    skip_blanks(value);
    if (!is_header_value(value) || headers.count(name) > 0) return bad_header();
    headers.add(name, value);
  }
  begin_ += end + 4;
  return part_from(headers, limits_);
}

}  // namespace concordat::http
