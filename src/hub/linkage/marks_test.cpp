// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/marks.h"

#include <gtest/gtest.h>

namespace concordat::hub::links {
namespace {

Marks of(std::string given, std::string born, std::string nhs = {}, std::string upn = {}) {
  Traits traits;
  traits[static_cast<std::size_t>(Trait::given_name)] = std::move(given);
  traits[static_cast<std::size_t>(Trait::date_of_birth)] = std::move(born);
  traits[static_cast<std::size_t>(Trait::nhs_number)] = std::move(nhs);
  traits[static_cast<std::size_t>(Trait::upn)] = std::move(upn);
  return marks_of(traits);
}

TEST(Marks, TwoNumbersOfOneKindAreTwoPeople) {
  EXPECT_TRUE(in_conflict(of("", "", "9434765919"), of("", "", "9434765870")));
  EXPECT_FALSE(in_conflict(of("", "", "9434765919"), of("", "", "9434765919")));
  EXPECT_FALSE(in_conflict(of("", "", "9434765919"), of("", "", "", "A801200001001"))) << "of two kinds";
}

TEST(Marks, DatesOfBirthThatNoSlipExplainsAreTwoPeople) {
  EXPECT_TRUE(in_conflict(of("", "1960-03-05"), of("", "1988-07-21"))) << "father and son of one name";
  EXPECT_FALSE(in_conflict(of("", "2005-03-05"), of("", "2005-05-03")));
  EXPECT_FALSE(in_conflict(of("", "2005-03-05"), of("", "2005-03-15")));
  EXPECT_FALSE(in_conflict(of("", "2005-03-05"), of("", "1999-01-01"))) << "the first of January says no day";
}

TEST(Marks, AGroupContradictsWhereAnythingOfItDoes) {
  Known group{of("", "2005-03-05", "9434765919")};
  group.add(Known{of("", "2005-03-15")});
  EXPECT_FALSE(group.contradicts(Known{of("", "2005-03-25", "9434765919")}));
  EXPECT_TRUE(group.contradicts(Known{of("", "2005-04-15")})) << "a slip of the one, and not of the other";
  EXPECT_TRUE(group.contradicts(Known{of("", "2005-03-15", "9434765870")}));
  EXPECT_FALSE(group.contradicts(Known{}));
}

Evidence told(std::string level, Agreement family = Agreement::agrees) {
  Evidence evidence;
  evidence.levels.push_back({"given_name", level, level == "other" ? Agreement::differs : Agreement::nearly, 0, 0});
  evidence.levels.push_back({"family_name", "exact", family, 0, 0});
  return evidence;
}

TEST(Marks, FirstNamesThatAreAlikeButBeginOtherwiseMayBeTwins) {
  EXPECT_TRUE(may_be_twins(of("Tia", "2008-05-02"), of("Mia", "2008-05-02"), told("near")));
  EXPECT_TRUE(may_be_twins(of("Jayden", "2008-05-02"), of("Hayden", "2008-05-02"), told("near")));
  EXPECT_FALSE(may_be_twins(of("Jayden", "2008-05-02"), of("Jaydon", "2008-05-02"), told("near"))) << "a slip of the pen";
  EXPECT_FALSE(may_be_twins(of("William", "2008-05-02"), of("Bill", "2008-05-02"), told("nickname")));
  EXPECT_FALSE(may_be_twins(of("Tia", "2008-05-02"), of("Mia", "2009-05-02"), told("near")));
  EXPECT_FALSE(may_be_twins(of("Tia", "2008-01-01"), of("Mia", "2008-01-01"), told("near"))) << "a day that is no day";
  EXPECT_TRUE(may_be_twins(of("Tia", "2008-05-02"), of("Mia", "2008-05-02"), told("near", Agreement::differs))) << "of two surnames";
  EXPECT_TRUE(may_be_twins(of("Tim", "2008-05-02"), of("Tom", "2008-05-02"), told("near"))) << "a slip makes another name of a short one";
  EXPECT_TRUE(may_be_twins(of("Kwame", "2008-05-02"), of("Femi", "2008-05-02"), told("exact"))) << "by another name alone";
  EXPECT_FALSE(may_be_twins(of("Tia", "2008-05-02", "9434765919"), of("Mia", "2008-05-02", "9434765919"), told("near"))) << "one number";
}

}  // namespace
}  // namespace concordat::hub::links
