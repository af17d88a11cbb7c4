// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <fstream>

#include "base/text.h"
#include "intake/standardise/address.h"
#include "intake/standardise/cases_for_test.h"
#include "intake/standardise/location.h"

namespace concordat::intake {
namespace {

using enum Verdict;

TEST(Postcodes, GetTheirSpaceAndCapitals) {
  expect_cases(std::array{Case{"postcode", "N15 4AB", ok, "N15 4AB"},
                          Case{"postcode", "n15 4ab", changed, "N15 4AB", "", bit(Change::case_changed)},
                          Case{"postcode", "N154AB", changed, "N15 4AB", "", bit(Change::spaces)},
                          Case{"postcode", "EC1A-1BB", changed, "EC1A 1BB", "", bit(Change::punctuation)},
                          Case{"postcode", "GIR 0AA", ok, "GIR 0AA"},
                          Case{"postcode", "LE1  1AA", changed, "LE1 1AA", "", bit(Change::spaces)},
                          Case{"postcode", "LE1", invalid, "", "postcode.first-half-only"},
                          Case{"postcode", "LE1 1CA", invalid, "", "postcode.grammar"},
                          Case{"postcode", "SW1A OAA", invalid, "", "postcode.letter-o"},
                          Case{"postcode", "ZZ993VZ", review, "ZZ99 3VZ", "postcode.pseudo"},
                          Case{"postcode", "QA1 1AA", invalid, "", "postcode.grammar"},
                          Case{"outward_postcode", "LE1", ok, "LE1"},
                          Case{"outward_postcode", "sw1a", changed, "SW1A"},
                          Case{"outward_postcode", "LE1 1AA", invalid, "", "outward_postcode.full"},
                          Case{"outward_postcode", "LE11AA", invalid, "", "outward_postcode.full"},
                          Case{"outward_postcode", "LE1 1", invalid, "", "outward_postcode.grammar"},
                          Case{"outward_postcode", "Leicester", invalid, "", "outward_postcode.grammar"}});
}

TEST(AreaCodes, NameTheirKind) {
  expect_cases(std::array{Case{"area_code", "E01025631", ok, "E01025631"},
                          Case{"area_code", "e01025631", changed, "E01025631"},
                          Case{"area_code", "Blaby 002A", invalid, "", "area_code.grammar"},
                          Case{"area_code", "E0102563", invalid, "", "area_code.grammar"}});
  EXPECT_EQ(standardise_one("area_code", "E01025631").number, static_cast<int>(AreaKind::lsoa));
  auto context = context_of_2026();
  context.area_kind = AreaKind::ward;
  expect_cases(std::array{Case{"area_code", "E05001789", ok, "E05001789"},
                          Case{"area_code", "E01025631", invalid, "", "area_code.other-kind"}},
               context);
  EXPECT_EQ(kind_of_area("W06000015"), AreaKind::district);
  EXPECT_EQ(kind_of_area("E99000001"), AreaKind::other);
  EXPECT_EQ(kind_of_area("X01000001"), std::nullopt);
}

TEST(Coordinates, StayInTheUnitedKingdom) {
  expect_cases(std::array{Case{"latitude", "52.621663", ok, "52.621663"},
                          Case{"longitude", "-1.214176", ok, "-1.214176"},
                          Case{"latitude", "-1.214176", invalid, "", "latitude.looks-like-longitude"},
                          Case{"longitude", "52.621663", invalid, "", "longitude.looks-like-latitude"},
                          Case{"latitude", "48.8566", invalid, "", "latitude.outside"},
                          Case{"longitude", "12.5", invalid, "", "longitude.outside"},
                          Case{"latitude", "52 37 N", invalid, "", "latitude.grammar"},
                          Case{"longitude", "1W", invalid, "", "longitude.grammar"},
                          Case{"latitude", "52%", invalid, "", "latitude.grammar"},
                          Case{"longitude", "0", review, "0", "longitude.zero"},
                          Case{"longitude", "0.000000", ok, "0.000000"},
                          Case{"easting", "459327", ok, "459327"},
                          Case{"easting", "459,327", changed, "459327"},
                          Case{"easting", "459327.6", changed, "459327", "", bit(Change::cut)},
                          Case{"easting", "459327m", changed, "459327"},
                          Case{"easting", "800000", invalid, "", "easting.outside"},
                          Case{"easting", "SK5904", invalid, "", "easting.grammar"},
                          Case{"northing", "304196", ok, "304196"},
                          Case{"northing", "1300001", invalid, "", "northing.outside"},
                          Case{"northing", "-5", invalid, "", "northing.outside"},
                          Case{"northing", "?5", invalid, "", "northing.grammar"}});
  EXPECT_EQ(standardise_one("easting", "459327.6").number, 459327);
  EXPECT_DOUBLE_EQ(standardise_one("latitude", "52.621663").decimal, 52.621663);
}

TEST(Pairs, ShowWhatOneCellCannot) {
  EXPECT_EQ(check_degrees(-1.2, 52.6), PairCheck::good);
  EXPECT_EQ(check_degrees(52.6, -1.2), PairCheck::swapped);
  EXPECT_EQ(check_degrees(0, 0), PairCheck::zero);
  EXPECT_EQ(check_degrees(10, 10), PairCheck::outside);
  EXPECT_EQ(check_metres(459327, 304196), PairCheck::good);
  EXPECT_EQ(check_metres(1200000, 400000), PairCheck::swapped);
  EXPECT_EQ(check_metres(0, 0), PairCheck::zero);
  EXPECT_EQ(check_metres(-1, 5), PairCheck::outside);
}

TEST(GridReferences, NameSquares) {
  expect_cases(std::array{Case{"gridref", "TQ299804", ok, "TQ299804"},
                          Case{"gridref", "tq 299 804", changed, "TQ299804"},
                          Case{"gridref", "TQ29980", invalid, "", "gridref.odd-figures"},
                          Case{"gridref", "TQ", invalid, "", "gridref.grammar"},
                          Case{"gridref", "1234", invalid, "", "gridref.grammar"},
                          Case{"gridref", "AA1234", invalid, "", "gridref.outside"}});
  EXPECT_EQ(grid_square("TQ299804"), (GridSquare{529900, 180400, 100}));
  EXPECT_EQ(grid_square("SK5904"), (GridSquare{459000, 304000, 1000}));
  EXPECT_EQ(grid_reference(529999, 180499, 100), "TQ299804");
  EXPECT_EQ(grid_reference(529999, 180499, 7), "TQ2999980499");
  EXPECT_EQ(grid_reference(800000, 0, 100), std::nullopt);
}

TEST(GridReferences, AgreeWithTheReferenceTable) {
  auto const shared = shared_data();
  std::ifstream file{shared / "data/geo-reference/gridref.csv"};
  if (shared.empty() || !file) GTEST_SKIP() << "no reference table on this machine";
  std::string line;
  std::getline(file, line);
  int rows = 0;
  while (std::getline(file, line)) {
    if (line.ends_with('\r')) line.pop_back();
    auto const cells = text::split(line, ',');
    ASSERT_EQ(cells.size(), 7U);
    auto const easting = static_cast<std::int32_t>(*text::parse_integer(cells[0]));
    auto const northing = static_cast<std::int32_t>(*text::parse_integer(cells[1]));
    std::int32_t size = 1;
    for (std::size_t at = 2; at < cells.size(); ++at, size *= 10) {
      EXPECT_EQ(grid_reference(easting, northing, size), cells[at]);
      EXPECT_EQ(grid_square(cells[at]), (GridSquare{easting / size * size, northing / size * size, size}));
      EXPECT_EQ(standardise_one("gridref", cells[at]).verdict, ok);
    }
    ++rows;
  }
  EXPECT_EQ(rows, 60);
}

TEST(Addresses, AreJoinedByCommas) {
  expect_cases(std::array{
      Case{"address", "14 High Street, Wigston, Leicester, LE18 1AA", ok,
           "14 High Street, Wigston, Leicester, LE18 1AA"},
      Case{"address", "14 HIGH STREET, LEICESTER, LE18 1AA", changed, "14 High Street, Leicester, LE18 1AA",
           "", bit(Change::case_changed)},
      Case{"address", "14 High Street\nLeicester\nle181aa", changed, "14 High Street, Leicester, LE18 1AA"},
      Case{"address", "FLAT 2B, 1ST AVENUE", changed, "Flat 2B, 1ST Avenue"},
      Case{"address", "14 High Street,, Leicester ,", changed, "14 High Street, Leicester", "",
           bit(Change::punctuation)},
      Case{"address", "NFA", review, "No fixed abode", "address.no-fixed-abode"},
      Case{"address", "Leicester", review, "Leicester", "address.incomplete"},
      Case{"address", "On or near Mill Lane, Blaby", ok, "On or near Mill Lane, Blaby"}});
}

TEST(Addresses, SplitAtTheirOwnCommas) {
  auto const full = split_address("Flat 2, Rose House, 14a High Street, Wigston, Leicester, le18 1aa");
  EXPECT_EQ(full.flat, "Flat 2");
  EXPECT_EQ(full.building, "Rose House");
  EXPECT_EQ(full.number, "14a");
  EXPECT_EQ(full.street, "High Street");
  EXPECT_EQ(full.locality, "Wigston");
  EXPECT_EQ(full.town, "Leicester");
  EXPECT_EQ(full.postcode, "LE18 1AA");
  EXPECT_TRUE(full.certain);
  auto const bare = split_address("14 High Street Leicester LE18 1AA");
  EXPECT_EQ(bare.number, "14");
  EXPECT_EQ(bare.street, "High Street Leicester");
  EXPECT_EQ(bare.postcode, "LE18 1AA");
  EXPECT_FALSE(bare.certain);
  auto const flat = split_address("Flat 2 14 High Street, Leicester");
  EXPECT_EQ(flat.flat, "Flat 2");
  EXPECT_EQ(flat.number, "14");
  EXPECT_EQ(flat.town, "Leicester");
  EXPECT_EQ(split_address("14, High Street, Leicester").street, "High Street");
  EXPECT_EQ(split_address("LE18 1AA").postcode, "LE18 1AA");
  EXPECT_TRUE(split_address("N/K").postcode.empty());
}

}  // namespace
}  // namespace concordat::intake
