// SPDX-License-Identifier: Apache-2.0
// What is left in a free text that tells who somebody is.
//
// A text with a mark is kept back as a whole: nothing is blotted out, since what is left round a blot often tells as much.
// Places are no marks: "George Street", "the Victoria" and "Kelly's Bar" may stay.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace concordat::protection {

enum class PersonalMark : std::uint8_t { name, nhs_number, telephone, date_of_birth, postcode, email, other_script, pupil_number };
inline constexpr std::array<PersonalMark, 8> personal_marks{PersonalMark::name,          PersonalMark::nhs_number, PersonalMark::telephone,
                                                            PersonalMark::date_of_birth, PersonalMark::postcode,   PersonalMark::email,
                                                            PersonalMark::other_script,  PersonalMark::pupil_number};
/// "name", "NHS number", "telephone number", "date", "postcode", "e-mail address", "pupil number" (UPN), "other script": letters that
/// are not Latin, which nothing here can read.
[[nodiscard]] std::string_view name_of(PersonalMark mark);

class PersonalMarks {
 public:
  void add(PersonalMark mark) { bits_ |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(mark)); }
  [[nodiscard]] bool has(PersonalMark mark) const { return (bits_ >> static_cast<unsigned>(mark) & 1U) != 0; }
  [[nodiscard]] bool any() const { return bits_ != 0; }

 private:
  std::uint8_t bits_ = 0;
};

/// A text is read as it looks: what no reader sees (spaces of no width, soft hyphens) is taken out, and letters that only look Latin are
/// taken for those they look like. Every whole date counts as one of birth: a text cannot be trusted to say which it is. Any bytes.
[[nodiscard]] PersonalMarks find_personal(std::string_view text);

}  // namespace concordat::protection
