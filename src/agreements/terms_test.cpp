// SPDX-License-Identifier: Apache-2.0
#include "agreements/terms.h"

#include <gtest/gtest.h>

namespace concordat::agreements {
namespace {

TEST(Terms, EveryNameReadsBackAsItself) {
  for (auto const name : form_names()) EXPECT_EQ(name_of(*form_from(name)), name);
  for (auto const name : transform_names()) EXPECT_EQ(name_of(*transform_from(name)), name);
  for (auto const name : status_names()) EXPECT_EQ(name_of(*status_from(name)), name);
}

TEST(Terms, AWordOutsideTheListIsNothing) {
  EXPECT_FALSE(form_from("anonymised"));
  EXPECT_FALSE(transform_from("raw"));
  EXPECT_FALSE(status_from("in force"));
}

TEST(Terms, FormsAreOrderedFromLeastToMostIdentifying) {
  EXPECT_LT(Form::aggregate, Form::depersonalised);
  EXPECT_LT(Form::depersonalised, Form::pseudonymised);
  EXPECT_LT(Form::pseudonymised, Form::personalised);
}

}  // namespace
}  // namespace concordat::agreements
