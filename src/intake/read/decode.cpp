// SPDX-License-Identifier: Apache-2.0
#include "intake/read/decode.h"

#include <simdjson.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace concordat::intake {
namespace {

constexpr std::size_t block = std::size_t{64} << 10;

unsigned byte_of(char c) {
  return static_cast<unsigned char>(c);
}

/// What the WHATWG index gives for 0x80 to 0x9f; the five unused places stay the C1 controls, so nothing is
/// lost.
constexpr std::array<char16_t, 32> windows1252_high{
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

std::size_t put_utf8(char* to, std::uint32_t point) {
  if (point < 0x80) {
    to[0] = static_cast<char>(point);
    return 1;
  }
  if (point < 0x800) {
    to[0] = static_cast<char>(0xc0U | (point >> 6U));
    to[1] = static_cast<char>(0x80U | (point & 0x3fU));
    return 2;
  }
  if (point < 0x10000) {
    to[0] = static_cast<char>(0xe0U | (point >> 12U));
    to[1] = static_cast<char>(0x80U | ((point >> 6U) & 0x3fU));
    to[2] = static_cast<char>(0x80U | (point & 0x3fU));
    return 3;
  }
  to[0] = static_cast<char>(0xf0U | (point >> 18U));
  to[1] = static_cast<char>(0x80U | ((point >> 12U) & 0x3fU));
  to[2] = static_cast<char>(0x80U | ((point >> 6U) & 0x3fU));
  to[3] = static_cast<char>(0x80U | (point & 0x3fU));
  return 4;
}

bool is_ascii(char const* text, std::size_t size) {
  std::uint64_t seen = 0;
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text + i, 8);
    seen |= word;
  }
  for (; i < size; ++i) seen |= byte_of(text[i]);
  return (seen & 0x8080808080808080U) == 0;
}

/// Length of the valid UTF-8 character at the start of `bytes`, 0 where there is none (RFC 3629, table 3-7 of
/// Unicode).
std::size_t character_size(std::string_view bytes) {
  auto const first = byte_of(bytes[0]);
  if (first < 0x80) return 1;
  std::size_t const size = first >= 0xf0 ? 4 : (first >= 0xe0 ? 3 : 2);
  if (first < 0xc2 || first > 0xf4 || bytes.size() < size) return 0;
  auto const second = byte_of(bytes[1]);
  unsigned const low = first == 0xe0 ? 0xa0 : (first == 0xf0 ? 0x90 : 0x80);
  unsigned const high = first == 0xed ? 0x9f : (first == 0xf4 ? 0x8f : 0xbf);
  if (second < low || second > high) return 0;
  for (std::size_t i = 2; i < size; ++i) {
    if ((byte_of(bytes[i]) & 0xc0U) != 0x80) return 0;
  }
  return size;
}

bool looks_binary(std::string_view start) {
  auto const controls = std::count_if(start.begin(), start.end(), [](char c) {
    return byte_of(c) < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' && c != '\x1a';
  });
  // A tenth of random bytes are such characters, and pictures are compressed until they look random; text has hardly
  // any. In a few bytes a stray one proves nothing.
  auto const usual = start.size() < 512 ? start.size() / 10 : start.size() / 33;
  return static_cast<std::size_t>(controls) > usual;
}

/// Little-endian Latin text has a zero in every odd place, big-endian in every even one.
std::optional<Encoding> unmarked_utf16(std::string_view start) {
  auto const pairs = std::min<std::size_t>(start.size() / 2, 2048);
  std::size_t even = 0;
  std::size_t odd = 0;
  for (std::size_t i = 0; i < pairs; ++i) {
    even += start[2 * i] == '\0' ? 1U : 0U;
    odd += start[2 * i + 1] == '\0' ? 1U : 0U;
  }
  if (pairs < 2) return std::nullopt;
  if (odd * 10 > pairs * 6 && even * 10 < pairs) return Encoding::utf16le;
  if (even * 10 > pairs * 6 && odd * 10 < pairs) return Encoding::utf16be;
  return std::nullopt;
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

std::optional<ReadFault> not_a_text_file(std::string_view start) {
  if (start.starts_with("PK\x03\x04") || start.starts_with("PK\x05\x06")) {
    if (has(start, "opendocument.spreadsheet")) return ReadFault::is_ods;
    if (has(start, "xl/") || has(start, "[Content_Types].xml")) return ReadFault::is_xlsx;
    return ReadFault::is_zip;
  }
  if (start.starts_with("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) return ReadFault::is_xls;
  if (start.starts_with("\x1f\x8b")) return ReadFault::is_gzip;
  if (start.starts_with("SQLite format 3")) return ReadFault::is_database;
  auto head = start.substr(0, 256);
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  head = text::trim(head);
  if (head.starts_with("%PDF-")) return ReadFault::is_pdf;
  auto const lower = text::ascii_lower(head);
  if (lower.starts_with("<!doctype html") || lower.starts_with("<html")) return ReadFault::is_html;
  if (lower.starts_with("<?xml")) return has(lower, "<html") ? ReadFault::is_html : ReadFault::is_xml;
  if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff") || unmarked_utf16(start))
    return std::nullopt;
  if (looks_binary(start)) return ReadFault::is_binary;
  return std::nullopt;
}

Encoding guess_encoding(std::string_view start, bool whole) {
  if (start.starts_with("\xef\xbb\xbf")) return Encoding::utf8;
  if (start.starts_with("\xff\xfe")) return Encoding::utf16le;
  if (start.starts_with("\xfe\xff")) return Encoding::utf16be;
  if (auto const unmarked = unmarked_utf16(start)) return *unmarked;
  if (!whole) start.remove_suffix(unfinished_utf8_suffix(start));
  if (is_valid_utf8(start)) return Encoding::utf8;
  // Both kinds of letters: the kind there is more of. The other kind is then a Problem with its row.
  std::size_t good = 0;
  std::size_t bad = 0;
  while (!start.empty()) {
    auto const size = character_size(start);
    if (size == 0) ++bad;
    if (size > 1) ++good;
    start.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return good > bad ? Encoding::utf8 : Encoding::windows1252;
}

std::size_t valid_utf8_prefix(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    auto const size = character_size(bytes.substr(at));
    if (size == 0) break;
    at += size;
  }
  return at;
}

std::size_t unfinished_utf8_suffix(std::string_view bytes) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, bytes.size()); ++back) {
    auto const byte = byte_of(bytes[bytes.size() - back]);
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    std::size_t const size = byte >= 0xf0 ? 4 : (byte >= 0xe0 ? 3 : 2);
    return size > back ? back : 0;
  }
  return 0;
}

bool is_valid_utf8(std::string_view bytes) {
  return simdjson::validate_utf8(bytes.data(), bytes.size());
}

Result<std::unique_ptr<Decoder>> Decoder::open(FileDescriptor file, Encoding encoding) {
  std::unique_ptr<Decoder> decoder{new Decoder{std::move(file)}};
  struct stat facts = {};
  if (::fstat(decoder->file_.get(), &facts) == 0 && S_ISREG(facts.st_mode)) {
    decoder->bytes_total_ = static_cast<std::uint64_t>(facts.st_size);
  }
  if (auto const held = decoder->hold(block); !held) return fail(held);
  auto const start = decoder->held();
  if (start.empty()) return fail(ReadFault::empty);
  if (auto const other = not_a_text_file(start)) return fail(*other);
  decoder->encoding_ =
      encoding == Encoding::automatic ? guess_encoding(start, decoder->file_ended_) : encoding;
  auto const mark = [&](std::string_view bytes) {
    if (start.starts_with(bytes)) decoder->held_at_ += bytes.size();
  };
  switch (decoder->encoding_) {
    case Encoding::utf8:
      mark("\xef\xbb\xbf");
      break;
    case Encoding::utf16le:
      mark("\xff\xfe");
      break;
    case Encoding::utf16be:
      mark("\xfe\xff");
      break;
    case Encoding::automatic:
    case Encoding::windows1252:
      break;
  }
  return decoder;
}

/// Reads until `room` is full or the file ends, so that a dribbling pipe costs no more passes than a file.
Result<std::size_t> Decoder::read(char* to, std::size_t room) {
  std::size_t done = 0;
  while (done < room && !file_ended_) {
    auto const got = ::read(file_.get(), to + done, room - done);
    if (got < 0) {
      if (errno == EINTR) continue;
      return fail(ReadFault::unreadable);
    }
    if (got == 0) file_ended_ = true;
    done += static_cast<std::size_t>(got);
  }
  bytes_done_ += done;
  return done;
}

Result<std::size_t> Decoder::take(char* to, std::size_t room) {
  auto const ready = std::min(room, held().size());
  std::memcpy(to, held().data(), ready);
  held_at_ += ready;
  if (ready == room) return ready;
  auto const got = read(to + ready, room - ready);
  if (!got) return fail(got);
  return ready + *got;
}

/// Makes held() at least `bytes` long, if the file has that many; false where it is empty.
Result<bool> Decoder::hold(std::size_t bytes) {
  if (held().size() >= bytes) return true;
  held_.erase(0, held_at_);
  held_at_ = 0;
  auto const before = held_.size();
  auto const room = std::max(block, bytes) - before;
  held_.resize(before + room);
  auto const got = read(held_.data() + before, room);
  held_.resize(before + (got ? *got : 0));
  if (!got) return fail(got);
  return !held_.empty();
}

void Decoder::give_back(std::string_view bytes) {
  held_.replace(0, held_at_, bytes);
  held_at_ = 0;
}

Result<std::size_t> Decoder::fill(char* to, std::size_t room) {
  if (broken_) return fail(*broken_);
  switch (encoding_) {
    case Encoding::utf16le:
    case Encoding::utf16be:
      return fill_utf16(to, room);
    case Encoding::windows1252:
      return fill_windows1252(to, room);
    case Encoding::automatic:
    case Encoding::utf8:
      break;
  }
  return fill_utf8(to, room);
}

Result<std::size_t> Decoder::fill_utf8(char* to, std::size_t room) {
  auto const got = take(to, room);
  if (!got) return fail(got);
  if (*got == 0 || (ascii_so_far_ && is_ascii(to, *got))) return *got;
  std::string_view bytes{to, *got};
  bool const last = file_ended_ && held().empty();
  auto const unfinished = last ? 0 : unfinished_utf8_suffix(bytes);
  auto const whole = bytes.substr(0, bytes.size() - unfinished);
  if (is_valid_utf8(whole)) {
    ascii_so_far_ = ascii_so_far_ && is_ascii(whole.data(), whole.size());
    if (unfinished > 0) give_back(bytes.substr(whole.size()));
    return whole.size();
  }
  auto const valid = valid_utf8_prefix(bytes);
  if (ascii_so_far_ && is_ascii(to, valid)) {
    // Only ASCII so far, which is the same in both: the file turns out to be Windows-1252.
    give_back(bytes.substr(valid));
    encoding_ = Encoding::windows1252;
    if (valid > 0) return valid;
    return fill_windows1252(to, room);
  }
  broken_ = ReadFault::mixed_encoding;
  if (valid == 0) return fail(*broken_);
  return valid;
}

Result<std::size_t> Decoder::fill_windows1252(char* to, std::size_t room) {
  if (auto const some = hold(1); !some || !*some) return some ? Result<std::size_t>{0} : fail(some);
  std::size_t done = 0;
  for (; held_at_ < held_.size() && done + 3 <= room; ++held_at_) {
    auto const byte = byte_of(held_[held_at_]);
    done += put_utf8(to + done, byte >= 0x80 && byte < 0xa0 ? windows1252_high[byte - 0x80] : byte);
  }
  return done;
}

Result<std::size_t> Decoder::fill_utf16(char* to, std::size_t room) {
  if (auto const some = hold(4); !some || !*some) return some ? Result<std::size_t>{0} : fail(some);
  auto const unit = [this](std::size_t at) -> std::uint32_t {
    auto const first = byte_of(held_[at]);
    auto const second = byte_of(held_[at + 1]);
    return encoding_ == Encoding::utf16le ? first | (second << 8U) : (first << 8U) | second;
  };
  std::size_t done = 0;
  while (held().size() >= 2 && done + 4 <= room) {
    auto point = unit(held_at_);
    std::size_t used = 2;
    if (point >= 0xd800 && point < 0xe000) {
      if (held().size() < 4 && !file_ended_) break;
      auto const low = held().size() < 4 ? 0 : unit(held_at_ + 2);
      if (point >= 0xdc00 || low < 0xdc00 || low >= 0xe000) {
        broken_ = ReadFault::broken_utf16;
        break;
      }
      point = 0x10000 + ((point - 0xd800) << 10U) + (low - 0xdc00);
      used = 4;
    }
    done += put_utf8(to + done, point);
    held_at_ += used;
  }
  if (held().size() == 1 && file_ended_) broken_ = ReadFault::broken_utf16;
  if (done == 0 && broken_) return fail(*broken_);
  return done;
}

}  // namespace concordat::intake
