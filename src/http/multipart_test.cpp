// SPDX-License-Identifier: Apache-2.0
// Uploads: parts come out as they went in, however the network cut them, and what is not one is refused.
#include "http/multipart.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace concordat::http {
namespace {

/// Gives what is left of each piece, never more than one piece at a time, as a network does.
class Pieces final : public Body {
 public:
  explicit Pieces(std::vector<std::string> pieces) : pieces_{std::move(pieces)} {}
  Result<std::size_t> read(std::span<char> room) override {
    while (!pieces_.empty() && pieces_.front().empty()) pieces_.erase(pieces_.begin());
    if (pieces_.empty()) return 0;
    auto const length = std::min(room.size(), pieces_.front().size());
    std::memcpy(room.data(), pieces_.front().data(), length);
    pieces_.front().erase(0, length);
    return length;
  }
  std::optional<std::uint64_t> content_length() const override { return std::nullopt; }

 private:
  std::vector<std::string> pieces_;
};

Headers upload_headers(std::string_view type = "multipart/form-data; boundary=XyZ") {
  Headers headers;
  headers.add("Content-Type", type);
  return headers;
}

/// Every part as "name|file name|type|bytes;", or the code of the problem at the end.
std::string story(Body& body, std::size_t room_bytes = 1000, MultipartLimits limits = {}) {
  auto parts = Multipart::open(upload_headers(), body, limits);
  if (!parts) return std::string{parts.error().code.view()};
  std::string told;
  std::vector<char> room(room_bytes);
  for (;;) {
    auto const part = parts->next();
    if (!part) {
      EXPECT_EQ(parts->next().error().code, part.error().code) << "a problem stays";
      EXPECT_FALSE(parts->read(room).has_value());
      return told + std::string{part.error().code.view()};
    }
    if (!*part) {
      EXPECT_FALSE(parts->next().value().has_value());
      return told;
    }
    told += (*part)->name + "|" + (*part)->file_name.value_or("-") + "|" + (*part)->content_type + "|";
    for (;;) {
      auto const got = parts->read(room);
      if (!got) return told + std::string{got.error().code.view()};
      if (*got == 0) break;
      told.append(room.data(), *got);
    }
    told += ";";
  }
}

std::string story_of(std::string_view text, MultipartLimits limits = {}) {
  Pieces body{{std::string{text}}};
  return story(body, 1000, limits);
}

std::string part(std::string_view headers, std::string_view bytes) {
  return "--XyZ\r\n" + std::string{headers} + "\r\n\r\n" + std::string{bytes} + "\r\n";
}

std::string const sample =
    part("Content-Disposition: form-data; name=\"feed\"", "ed-istv") +
    part(
        "Content-Disposition: form-data; name=\"file\"; filename=\"istv 2026.csv\"\r\nContent-Type: text/csv",
        "a,b\r\n--Xy\r\n--XyZ-not\n\r\n-\r\n\r\n--X") +
    part("Content-Disposition: form-data; name=empty", "") + "--XyZ--\r\n";

// "--XyZ-not" after a line end would be a boundary followed by what may not follow it.
std::string const good = [] {
  auto text = sample;
  auto const at = text.find("\r\n--XyZ-not");
  return text.replace(at, 11, "\r\n--Xyz-not");
}();
constexpr std::string_view good_story =
    "feed|-||ed-istv;file|istv 2026.csv|text/csv|a,b\r\n--Xy\r\n--Xyz-not\n\r\n-\r\n\r\n--X;empty|-||;";

TEST(Uploads, PartsComeOutAsTheyWentIn) {
  EXPECT_EQ(story_of(good), good_story);
}

TEST(Uploads, ABoundaryMayBeCutAtAnyByte) {
  for (std::size_t cut = 0; cut <= good.size(); ++cut) {
    Pieces body{{good.substr(0, cut), good.substr(cut)}};
    ASSERT_EQ(story(body), good_story) << cut;
  }
}

TEST(Uploads, AnySizeOfPiecesAndOfRoomGivesTheSame) {
  for (std::size_t const piece : {1U, 2U, 3U, 7U, 64U}) {
    for (std::size_t const room : {1U, 2U, 5U, 1000U}) {
      std::vector<std::string> pieces;
      for (std::size_t at = 0; at < good.size(); at += piece) pieces.push_back(good.substr(at, piece));
      Pieces body{pieces};
      ASSERT_EQ(story(body, room), good_story) << piece << " " << room;
    }
  }
}

TEST(Uploads, CutAtEveryByteNothingPassesForWhole) {
  for (std::size_t length = 0; length + 2 < good.size(); ++length) {
    Pieces body{{good.substr(0, length)}};
    ASSERT_TRUE(story(body).ends_with("multipart.cut-off")) << length;
  }
}

TEST(Uploads, APartNobodyReadsIsPassedOver) {
  Pieces body{{part("Content-Disposition: form-data; name=big", std::string(200'000, 'x')) +
               part("Content-Disposition: form-data; name=small", "kept") + "--XyZ--"}};
  auto parts = Multipart::open(upload_headers(), body).value();
  EXPECT_EQ(parts.next().value()->name, "big");
  EXPECT_EQ(parts.next().value()->name, "small");
  EXPECT_EQ(parts.read_all(4).value(), "kept");
  EXPECT_FALSE(parts.next().value());
}

TEST(Uploads, AFieldIsReadToItsLimit) {
  Pieces body{{part("Content-Disposition: form-data; name=a", "12345") + "--XyZ--"}};
  auto parts = Multipart::open(upload_headers(), body).value();
  ASSERT_TRUE(parts.next().value());
  EXPECT_EQ(parts.read_all(4).error().code.view(), "http.body-too-large");
}

TEST(Uploads, NoPartsAreNone) {
  EXPECT_EQ(story_of("--XyZ--\r\n"), "");
}

TEST(Uploads, OnlyAFormWithABoundaryIsOne) {
  BytesBody body{""};
  for (auto const type :
       {"text/plain", "multipart/mixed; boundary=a", "multipart/form-data", "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"", "multipart/form-data; boundary=\"a",
        "multipart/form-data; boundary=a b", "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; boundary=\"a \"", "multipart/form-data; boundary=\"a\xc3\xa9\"",
        "multipart/form-data; "
        "boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    auto const parts = Multipart::open(upload_headers(type), body);
    ASSERT_FALSE(parts.has_value()) << type;
    EXPECT_EQ(parts.error().code.view(), "multipart.type");
  }
  EXPECT_TRUE(
      Multipart::open(upload_headers("Multipart/Form-Data; charset=x; BOUNDARY=\"a b\""), body).has_value());
}

TEST(Uploads, WhatIsNotSeparatedAsItShouldBeIsRefused) {
  auto const one = part("Content-Disposition: form-data; name=a", "x");
  for (auto const& text : {"preamble\r\n" + one + "--XyZ--", "\r\n" + one + "--XyZ--",
                           one + "--XyZ--\r\nepilogue", one + "--XyZ-- ", one + "--XyZ \r\n", one + "--XyZQ",
                           one + "--XyZ-", sample, std::string{"--xyz--aaaa"}}) {
    auto const told = story_of(text);
    EXPECT_TRUE(told.ends_with("multipart.boundary") || told.ends_with("multipart.cut-off")) << text << told;
  }
}

TEST(Uploads, APartSaysWhatItIsOrIsRefused) {
  for (std::string_view const headers :
       {"", "Content-Type: text/csv", "Content-Disposition: form-data",
        "Content-Disposition: attachment; name=a", "Content-Disposition: form-data; name=a; name=b",
        "Content-Disposition: form-data; name=\"a",
        "Content-Disposition: form-data; name=a; filename*=UTF-8''b",
        "Content-Disposition: form-data; name=\"a\tb\"", "Content-Disposition: form-data; name=\"\xff\"",
        "Content-Disposition: form-data; name=a junk",
        "Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b",
        "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64",
        "Content-Disposition: form-data;\r\n name=a", "Content-Disposition : form-data; name=a",
        "Content-Disposition: form-data; name=a\nX: y"})
    EXPECT_EQ(story_of(part(headers, "x") + "--XyZ--"), "multipart.header") << headers;
  EXPECT_EQ(story_of(part("Content-Disposition: form-data; name=\"" + std::string(256, 'n') + "\"", "x")),
            "multipart.header");
}

TEST(Uploads, NamesAreTakenAsBrowsersWriteThem) {
  EXPECT_EQ(story_of(part(R"(Content-Disposition: form-data; name="a\"b"; filename="C:\caf)"
                          "\xc3\xa9"
                          R"( %22x%22.csv")",
                          "x") +
                     "--XyZ--"),
            "a\"b|C:\\caf\xc3\xa9 %22x%22.csv||x;");
  EXPECT_EQ(story_of(part("content-disposition:FORM-DATA;name=a;filename=\"\"", "x") + "--XyZ--"), "a|||x;");
}

TEST(Uploads, PartsAndHeadersHaveLimits) {
  std::string many;
  for (int number = 0; number < 4; ++number) many += part("Content-Disposition: form-data; name=a", "x");
  EXPECT_EQ(story_of(many + "--XyZ--", {.parts = 3}), "a|-||x;a|-||x;a|-||x;multipart.limits");
  EXPECT_EQ(story_of(part("X: " + std::string(100'000, 'h'), "x") + "--XyZ--"), "multipart.limits");
}

RC_GTEST_PROP(Uploads, AnyBytesInAnyPiecesComeOutTheSame,
              (std::string const& first, std::string const& second)) {
  RC_PRE(("\r\n" + first).find("\r\n--XyZ") == std::string::npos);
  RC_PRE(("\r\n" + second).find("\r\n--XyZ") == std::string::npos);
  auto const text = part("Content-Disposition: form-data; name=a", first) +
                    part("Content-Disposition: form-data; name=b; filename=f", second) + "--XyZ--\r\n";
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < text.size();) {
    auto const length = *rc::gen::inRange<std::size_t>(1, 40);
    pieces.push_back(text.substr(at, length));
    at += length;
  }
  Pieces body{pieces};
  RC_ASSERT(story(body, *rc::gen::inRange<std::size_t>(1, 20)) == "a|-||" + first + ";b|f||" + second + ";");
}

}  // namespace
}  // namespace concordat::http
