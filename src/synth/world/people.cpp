// SPDX-License-Identifier: Apache-2.0
#include "synth/world/people.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check_digit.h"
#include "synth/world/draw.h"

namespace concordat::synth {
namespace {

struct GivenName {
  std::string_view full;
  std::string_view brief;
};
/// Names that often go together; chance alone joins a given and a family name.
struct NameStock {
  std::array<GivenName, 10> women;
  std::array<GivenName, 10> men;
  std::array<std::string_view, 14> families;
};
constexpr std::array<NameStock, 6> stocks{
    NameStock{{{{"Charlotte", "Lottie"},
                {"Elizabeth", "Beth"},
                {"Katherine", "Kate"},
                {"Georgia", ""},
                {"Abigail", "Abi"},
                {"Rebecca", "Becky"},
                {"Samantha", "Sam"},
                {"Megan", "Meg"},
                {"Isabelle", "Izzy"},
                {"Danielle", "Dani"}}},
              {{{"Thomas", "Tom"},
                {"William", "Billy"},
                {"Joshua", "Josh"},
                {"Matthew", "Matt"},
                {"Callum", "Cal"},
                {"Christopher", "Chris"},
                {"Benjamin", "Ben"},
                {"Alexander", "Alex"},
                {"Daniel", "Danny"},
                {"Kieran", ""}}},
              {"Aldercott", "Barrowby", "Cresswold", "Dunmarsh", "Ellerthwaite", "Fenwold", "Garside",
               "Hathersedge", "Kettlewick", "Lowmoor", "McAllardice", "O'Branagh", "Thistleby", "Wainscote"}},
    NameStock{{{{"Ayesha", ""},
                {"Fatima", ""},
                {"Zainab", "Zee"},
                {"Maryam", ""},
                {"Sana", ""},
                {"Iqra", ""},
                {"Hafsa", ""},
                {"Nadia", ""},
                {"Rabia", ""},
                {"Amina", ""}}},
              {{{"Mohammed", "Mo"},
                {"Muhammad", "Mo"},
                {"Bilal", ""},
                {"Hamza", ""},
                {"Imran", ""},
                {"Usman", ""},
                {"Adeel", ""},
                {"Yusuf", ""},
                {"Zubair", "Zub"},
                {"Tariq", ""}}},
              {"Ahmedzai", "Begumra", "Chaudhrani", "Darwaish", "Ghaznavid", "Hussaini", "Iqbalzada",
               "Khattakar", "Mahmoodi", "Qureshani", "Rehmanov", "Siddiqani", "Tahirzada", "Yousafi"}},
    NameStock{{{{"Adaeze", "Ada"},
                {"Chiamaka", "Chi"},
                {"Folasade", "Sade"},
                {"Blessing", ""},
                {"Abena", ""},
                {"Efua", ""},
                {"Temitope", "Temi"},
                {"Grace", ""},
                {"Zola", ""},
                {"Ngozi", ""}}},
              {{{"Oluwaseun", "Seun"},
                {"Emmanuel", "Manny"},
                {"Kwame", ""},
                {"Chukwuemeka", "Emeka"},
                {"Kofi", ""},
                {"Tobias", "Tobi"},
                {"Samuel", "Sam"},
                {"Ayodele", "Ayo"},
                {"Babatunde", "Tunde"},
                {"Elijah", "Eli"}}},
              {"Adebanwola", "Boatengwa", "Chikwendo", "Danjumar", "Ekundare", "Fashonu", "Igwebuike",
               "Kufuoran", "Mensahene", "Nwachara", "Okonjola", "Owusuaa", "Sankohra", "Uzomaka"}},
    NameStock{{{{"Agnieszka", "Aga"},
                {"Katarzyna", "Kasia"},
                {"Zuzanna", "Zuzia"},
                {"Oliwia", ""},
                {"Magdalena", "Magda"},
                {"Ioana", ""},
                {"Elena", ""},
                {"Julia", ""},
                {"Natalia", ""},
                {"Daria", ""}}},
              {{{"Jakub", "Kuba"},
                {"Piotr", ""},
                {"Krzysztof", "Krzys"},
                {"Mateusz", "Mati"},
                {"Andrei", ""},
                {"Ionut", ""},
                {"Tomasz", "Tomek"},
                {"Filip", ""},
                {"Vasile", ""},
                {"Szymon", ""}}},
              {"Borkowiak", "Czarnolas", "Dobrowin", "Grabowiec", "Ionescari", "Jaworzak", "Kaminowski",
               "Lisowiak", "Munteanar", "Nowodwor", "Popescar", "Sokolnik", "Wisnarek", "Zielonka"}},
    NameStock{{{{"Priya", ""},
                {"Anjali", "Anj"},
                {"Kiran", ""},
                {"Simran", "Sim"},
                {"Harpreet", "Preet"},
                {"Meera", ""},
                {"Divya", ""},
                {"Jasleen", "Jas"},
                {"Nisha", ""},
                {"Roshni", ""}}},
              {{{"Arjun", "AJ"},
                {"Harjit", ""},
                {"Gurdeep", "Gurdy"},
                {"Rohan", ""},
                {"Vikram", "Vik"},
                {"Sunil", "Sunny"},
                {"Jaspal", "Jas"},
                {"Nikhil", "Nik"},
                {"Amar", ""},
                {"Dilip", ""}}},
              {"Agrawala", "Bhardwani", "Chandrasen", "Dhaliwar", "Grewalia", "Joshipur", "Kalsirai",
               "Lakhaniya", "Mistrywal", "Nagarkot", "Patelwan", "Randhawal", "Sandhura", "Thakurani"}},
    NameStock{{{{"Aaliyah", "Liyah"},
                {"Shanice", ""},
                {"Keisha", ""},
                {"Jade", ""},
                {"Tia-Mae", "Tia"},
                {"Renée", ""},
                {"Siân", ""},
                {"Niamh", ""},
                {"Zoë", ""},
                {"Chantelle", "Chan"}}},
              {{{"Dwayne", ""},
                {"Jermaine", "Jay"},
                {"Leon", ""},
                {"Marcus", ""},
                {"Tyrone", "Ty"},
                {"Jayden", "Jay"},
                {"Curtis", ""},
                {"Reuben", ""},
                {"Andre", "Dre"},
                {"Nathaniel", "Nate"}}},
              {"Braithwick", "Campbellow", "Da Costina", "De la Grange", "Edwardes-Lee", "Fontaineau",
               "Grantlow", "Hinds-Marlow", "Lewinshaw", "Mac Giollar", "Nembhardt", "Palmerston-Rhee",
               "St. Auberry", "Yearwoodes"}},
};
constexpr std::array<double, 6> stock_weights{62, 11, 6, 7, 8, 6};

// Ten households in every 25 people.
constexpr std::array<std::uint32_t, 10> household_sizes{2, 1, 4, 3, 2, 5, 1, 2, 4, 1};
static_assert(2 + 1 + 4 + 3 + 2 + 5 + 1 + 2 + 4 + 1 == 25);

constexpr std::string_view check_letters = "ABCDEFGHJKLMNPQRTUVWXYZ";

bool has_twins(std::uint64_t seed, Member const& member) {
  return member.size >= 4 && Draw{seed, Lot::household, member.household, 7}.happens(0.03);
}

}  // namespace

Member member_of(std::uint32_t person) {
  auto rest = person % 25;
  auto household = person / 25 * 10;
  for (auto const size : household_sizes) {
    if (rest < size) return {household, rest, size};
    rest -= size;
    ++household;
  }
  return {household, 0, 1};
}

Date People::born(std::uint32_t number) const {
  auto member = member_of(number);
  if (member.position == 3 && has_twins(seed_, member)) {
    --number;
    --member.position;
  }
  auto home = Draw{seed_, Lot::household, member.household, 1};
  // A household is young, middling or old; its children are at most 19.
  auto const youngest = member.size > 2 ? 26 : 18;
  auto const oldest = member.size > 2 ? 54 : 92;
  auto const adult = home.between(youngest, oldest);
  auto draw = Draw{seed_, Lot::person, number, 1};
  auto const years = member.position < 2 ? std::clamp(adult + draw.between(-3, 3), 18, 99)
                                         : draw.between(0, std::min(19, adult - 17));
  return today_ - std::chrono::days{years * 36525 / 100 + draw.between(1, 364)};
}

std::uint32_t People::area_of(std::uint32_t number) const {
  auto const& areas = place_->areas.areas;
  auto const after =
      std::upper_bound(areas.begin(), areas.end(), number,
                       [](std::uint32_t value, Area const& area) { return value < area.first_person; });
  return static_cast<std::uint32_t>(after - areas.begin()) - 1;
}

Person People::person(std::uint32_t number) const {
  auto const member = member_of(number);
  auto home = Draw{seed_, Lot::household, member.household};
  auto const& stock = stocks[home.weighted(stock_weights)];
  auto const& streets = place_->streets_of_area[area_of(number)];
  Person person;
  person.number = number;
  person.household = member.household;
  person.family_name = home.pick(stock.families);
  auto const other_family = home.pick(stock.families);
  auto const blended = member.size > 2 && home.happens(0.2);
  person.street = home.pick(streets);
  person.house = home.between(1, 140);
  auto own = Draw{seed_, Lot::person, number};
  person.female = own.happens(0.5);
  auto const& given = own.pick(person.female ? stock.women : stock.men);
  person.given_name = given.full;
  person.known_as = given.brief;
  if (blended && member.position > 1) {
    person.family_name =
        own.happens(0.4) ? fmt::format("{}-{}", person.family_name, other_family) : other_family;
  }
  person.born = born(number);
  person.twin = (member.position == 2 || member.position == 3) && has_twins(seed_, member);
  return person;
}

int People::age(std::uint32_t number, Date on) const {
  std::chrono::year_month_day const birth{born(number)};
  std::chrono::year_month_day const then{on};
  auto years = static_cast<int>(then.year()) - static_cast<int>(birth.year());
  if (then.month() < birth.month() || (then.month() == birth.month() && then.day() < birth.day())) --years;
  return years;
}

Population People::population(Area const& area) const {
  Population counts{};
  for (std::uint32_t i = 0; i < area.people; ++i) {
    auto const years = age(area.first_person + i, today_);
    ++counts[years < 10 ? 0 : years < 18 ? 1 : years < 25 ? 2 : years < 65 ? 3 : 4];
  }
  return counts;
}

std::optional<std::string> nhs_number(std::uint32_t person) {
  if (person >= 1'000'000) return std::nullopt;
  auto digits = fmt::format("999{:06}", person);
  auto const check = mod_11_check_digit(digits);
  if (!check) return std::nullopt;
  digits.push_back(static_cast<char>('0' + *check));
  return digits;
}

std::string upn(std::uint32_t person) {
  // Pseudo authority, school from 9000, year of intake, serial: together the person's number.
  auto const digits = fmt::format("{:03}9{:03}{:02}{:03}", person / 1'000'000 % 2, person / 1000 % 1000,
                                  10 + person / 1000 % 15, person % 1000);
  auto sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) sum += (digits[i] - '0') * (static_cast<int>(i) + 2);
  return fmt::format("{}{}", check_letters[static_cast<std::size_t>(sum % 23)], digits);
}

std::string pnc_id(std::uint32_t person) {
  static constexpr std::string_view letters = "ZABCDEFGHJKLMNPQRTUVWXY";
  // The year's two figures are 00, so the serial alone decides.
  return fmt::format("1900/{:07}{}", person, letters[person % 23]);
}

std::string probation_crn(std::uint32_t person) { return fmt::format("{}{:06}", person < 1'000'000 ? 'Z' : 'Y', person % 1'000'000); }

std::string prison_number(std::uint32_t person) {
  auto const block = person / 10'000;
  return fmt::format("Z{:04}{}{}", person % 10'000, static_cast<char>('A' + block / 26 % 26), static_cast<char>('A' + block % 26));
}

std::string mobile(std::uint32_t household) {
  return fmt::format("07700 900{:03}", household * 7919ULL % 1000);
}

}  // namespace concordat::synth
