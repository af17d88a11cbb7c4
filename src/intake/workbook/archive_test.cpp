// SPDX-License-Identifier: Apache-2.0
// Archives made to do harm: what is refused before anything is unpacked, and what while it is.
#include "intake/workbook/archive.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include "base/chance.h"
#include "intake/workbook/workbook_testing.h"

namespace concordat::intake {
namespace {

using namespace testing;

std::string deflated(std::string_view bytes) {
  z_stream stream = {};
  ::deflateInit2(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
  std::string out(::deflateBound(&stream, bytes.size()), '\0');
  std::string in{bytes};
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

std::string code_of(std::string_view bytes, ArchiveLimits const& limits = {}) {
  auto const archive = Archive::open(file_of(bytes), limits);
  return archive ? "" : std::string{archive.error().code.view()};
}

std::string read_part(std::string_view bytes, std::string_view name) {
  auto const archive = Archive::open(file_of(bytes), {});
  if (!archive) return std::string{archive.error().code.view()};
  auto const entry = (*archive)->open_entry(name);
  if (!entry) return std::string{entry.error().code.view()};
  std::string all;
  for (std::array<char, 1000> block = {};;) {
    auto const got = (*entry)->read(block.data(), block.size());
    if (!got) return std::string{got.error().code.view()};
    if (*got == 0) return all;
    all.append(block.data(), *got);
  }
}

TEST(Archive, GivesItsPartsBack) {
  std::string const text(100000, 'y');
  auto const stored = zip_of({{"a.xml", "first"}, {"B/c.xml", text}});
  EXPECT_EQ(read_part(stored, "a.xml"), "first");
  EXPECT_EQ(read_part(stored, "b/C.xml"), text);
  EXPECT_EQ(read_part(stored, "none"), "workbook.damaged");
  EXPECT_EQ(read_part(Zip{deflated}.add({"a.xml", text}).bytes(), "a.xml"), text);
}

TEST(Archive, NamesThatLeadOutAndLinksAreRefused) {
  for (auto const* name : {"../x", "/etc/x", "a/../../x", "xl\\..\\x", "C:x", "./x"}) {
    EXPECT_EQ(code_of(zip_of({{name, "x"}})), "workbook.unsafe-part") << name;
  }
  EXPECT_EQ(code_of(zip_of({{.name = "link", .content = "/etc/passwd", .attributes = 0120777U << 16U}})), "workbook.unsafe-part");
}

TEST(Archive, TwoPartsOfOneNameAreRefused) {
  EXPECT_EQ(code_of(zip_of({{"a.xml", "1"}, {"a.xml", "2"}})), "workbook.twin-parts");
  EXPECT_EQ(code_of(zip_of({{"a.xml", "1"}, {"A.xml", "2"}})), "workbook.twin-parts");
}

TEST(Archive, LimitsAreKept) {
  auto const bytes = zip_of({{"a", std::string(3000, 'x')}, {"b", std::string(3000, 'y')}});
  EXPECT_EQ(code_of(bytes), "");
  EXPECT_EQ(code_of(bytes, {.packed_bytes = 6000}), "workbook.too-large");
  EXPECT_EQ(code_of(bytes, {.unpacked_bytes = 5999}), "workbook.too-large-unpacked");
  EXPECT_EQ(code_of(bytes, {.entries = 1}), "workbook.too-many-parts");
}

TEST(Archive, ABombIsRefusedByItsRatioUnlessItIsSmall) {
  auto const small = Zip{deflated}.add({"a", std::string(1 << 20, '\0')}).bytes();
  EXPECT_EQ(code_of(small), "");
  auto const large = Zip{deflated}.add({"a", std::string(11 << 20, '\0')}).bytes();
  EXPECT_LT(large.size(), 100000U);
  EXPECT_EQ(code_of(large), "workbook.bomb");
}

TEST(Archive, APartIsHeldToTheSizeThatItsDirectorySays) {
  std::string const text(5000, 'z');
  EXPECT_EQ(read_part(Zip{deflated}.add({.name = "a", .content = text, .claimed_size = 10}).bytes(), "a"), "workbook.wrong-size");
  EXPECT_EQ(read_part(Zip{deflated}.add({.name = "a", .content = text, .claimed_size = 5001}).bytes(), "a"), "workbook.wrong-size");
  auto spoiled = zip_of({{"a", text}});
  spoiled[100] = 'q';
  EXPECT_EQ(read_part(spoiled, "a"), "workbook.damaged");
}

TEST(Archive, PasswordsAreNoticed) {
  EXPECT_EQ(code_of(zip_of({{.name = "a", .content = "x", .flags = 1}})), "workbook.encrypted");
}

TEST(Archive, CutAnywhereItIsDamaged) {
  auto const bytes = zip_of({{"a", "first"}, {"b", "second"}});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(code_of(std::string_view{bytes}.substr(0, size)), "workbook.damaged") << size;
  }
}

TEST(Workbook, OldAndEncryptedFilesAreToldApart) {
  std::string const start = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
  EXPECT_EQ(read_book(start + std::string(100000, 'x')).code(), "file.is-xls");
  std::string name;
  for (char const c : std::string_view{"EncryptedPackage"}) name += std::string{c, '\0'};
  // across the border of two blocks
  EXPECT_EQ(read_book(start + std::string((64 << 10) - 20, 'x') + name).code(), "workbook.encrypted");
}

TEST(Workbook, BinaryOnesAreRefused) {
  EXPECT_EQ(read_book(zip_of({{"[Content_Types].xml", "<Types/>"}, {"xl/workbook.bin", "x"}})).code(), "workbook.binary");
}

TEST(Workbook, NoFlippedBitEverCrashesOrGivesAnUncleanCell) {
  auto const good = xlsx_of({.sheets = {{.name = "S", .rows = text_row({"name", "age"}) + text_row({"Ann", "12"})}}});
  SeededChance chance{9};
  for (int turn = 0; turn < 3000; ++turn) {
    auto bytes = good;
    for (auto flips = 1 + chance.below(4); flips > 0; --flips) bytes[chance.below(bytes.size())] ^= static_cast<char>(1U << chance.below(8));
    for (auto const& row : read_book(bytes).rows) {
      for (auto const& cell : row.cells) EXPECT_EQ(cell.find('\0'), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace concordat::intake
