// SPDX-License-Identifier: Apache-2.0
// Names of people in a text about a place.
#include <algorithm>
#include <string>
#include <unordered_map>

#include "base/text.h"
#include "intake/place_text/words.h"
#include "protection/texts/name_lists.h"
#include "protection/texts/text_words.h"

namespace concordat::protection::texts {
namespace {

using Words = std::vector<TextWord>;
using intake::place_text::Use;

enum Sort : std::uint16_t {
  given = 1,
  family = 2,
  ordinary = 4,     ///< a name only beside another
  title = 8,        ///< Mr, Mrs: a name follows
  sure_cue = 16,    ///< boyfriend, called: what follows with a capital is a name
  weak_cue = 32,    ///< by, with: two words with capitals are a name
  place_kind = 64,  ///< arms, wharf: what stands before is no person
  no_person = 128,  ///< king, saint, unit: what follows is no person
  deed = 256,       ///< said, hit: a listed name before it is a person, even one that is a street as well
  human = 512,      ///< said, crying: only people do it
  english = 1024,   ///< will, may, rose: a word more often than a name
  somebody = 2048,  ///< he, police: who does what people do, and is no name
  bearer = 4096,    ///< lad, suspect: who may be called something
  no_name = 8192,   ///< ambulance, out, unknown: what somebody may call, or a name be, and is no name
};

constexpr std::string_view titles = "mr mrs miss ms mx master messrs dr prof professor rev";
constexpr std::string_view sure_cues =
    "named called aka boyfriend girlfriend partner husband wife ex son daughter brother sister mother father mum dad mam friend mate cousin uncle aunt auntie neighbour "
    "assailant attacker perpetrator suspect patient pt victim niece nephew stepfather stepmother stepson carer fiance";
constexpr std::string_view weak_cues = "by with and from told against met is was";
constexpr std::string_view place_kinds =
    "arms inn tavern wharf quay green fields common heath mall precinct statue memorial library theatre cinema stadium leisure baths gym ward tower towers gate bridge cross "
    "estate sq sqr stn centre center foundry works depot wood woods island moor hill market retail industrial business office offices surgery clinic united fc rovers wanderers "
    "castle palace monument fountain docks dock canal river lake pond reservoir cemetery mosque temple chapel cathedral subway flyover roundabout bypass yard court house bookmakers "
    "supermarket bakery chippy kebab pizza grill diner bistro lounge nightclub casino bingo barbers salon dry day night week wing block playground pitch rec recreation allotments";
constexpr std::string_view no_persons =
    "st saint king queen prince princess lord lady duke earl port mount fort the unit block flat gate platform ward zone level entrance terminal bay pier route bus junction exit old new upper lower "
    "little great north south east west";

constexpr std::string_view deeds =
    "was is has had did said says told tells hit hits punched kicked stabbed slashed bit pushed shoved grabbed threatened attacked assaulted admitted denied stated claimed claims alleged refused "
    "screamed shouted ran fell went lives lived threw rang phoned slapped headbutted strangled wants wanted";
constexpr std::string_view humans = "said says admitted denied stated claimed claims alleged screamed shouted crying screaming sobbing drunk upset intoxicated bleeding unconscious arrested";
constexpr std::string_view english_words =
    "will may mark bill art bat bee bell best bet day dawn dot fee fern fish gene glen grant hall han hill hope hunter iris ivy jade jam jet joy lance lane law lee little lock long mad mat max mercy moss ned no "
    "noble norm olive page pat patience pearl peg pen penny pip piper pitt poppy porter precious prudence ran ray read red rich rob robin rock rocky rod rose ruby san sandy sat savage scarlett sharp short si "
    "slater small smart sol ste stone sue summer sunny tan taz tot ty van verity violet von wade ward wat white willow win winter wolf wood young april autumn august june amber ash archer barker bond bonnie "
    "brook brooks bay cal cam can cat chase chi cliff con coral crystal dale deal den des dic dick do don drew earl em eve fin fox frank gem ginger guy hal harry heath heather holly honor ion it jack "
    "jay jean jess jewel john josh ken kit la lan lily lin lou mal man mel men mol mon nan nat nav nick ol pam pru rab rae rex ro ron sal she sky so son star stew tam tel tim trinity us vic wei wren y yas ya zee";
constexpr std::string_view somebodies =
    "he she they who it we you there everyone everybody anyone nobody somebody someone male female males females man woman men women boy boys girl girls lad lads lady youth youths kid kids child children baby "
    "person people group gang staff police officer officers paramedic paramedics crew driver caller security doorman doormen bouncer owner teacher pupil pupils student students resident residents customer guard adult "
    "teenager passenger witness witnesses nurse doctor patients victims another other others both one two three four five and also then was not very offender offenders cyclist pedestrian tenant manager cashier shopkeeper waiter homeless sleeper "
    "nose head hand arm leg face eye mouth lip ear finger wound report note sign message text letter log email nothing statement that this which";

constexpr std::string_view bearers =
    "male males female females man men woman women lad lads lass boy boys girl girls guy guys bloke blokes person people someone somebody youth youths kid kids child teenager friend friends mate mates partner "
    "boyfriend girlfriend husband wife ex son daughter brother sister mother mum father dad uncle aunt auntie cousin nephew niece neighbour suspect suspects victim patient pt assailant attacker perpetrator "
    "offender dealer individual gentleman lady guest lodger";
constexpr std::string_view no_names =
    "ambulance police security help taxi cab uber doctor doctors gp emergency services service reception out off over for him her them his their our my your me us names name racist gay back again home to into upon "
    "because while until when where after before unknown known withheld refused given recorded shouted told asked used similar same different possibly maybe believed thought tbc none missing a an as so whom whose "
    "without like something anything everything abuse abusive liar thief grass stupid ugly fat several multiple many various racial homophobic offensive horrible vile nasty bad rude foul being been taken needed not "
    "available disclosed listed confirmed obtained noted provided different incorrect wrong false common forgotten mentioned heard written spelt held nobody hospital manager management family parents "
    "work school council housing social worker support someone crew staff landlord bank nurse carers neighbours helpline crimestoppers samaritans straight immediately later today yesterday twice once already "
    "about through round across down up if but or nor than then there here this that these those all any some more most much very too also only just even still ever never yet now";

std::unordered_map<std::string_view, std::uint16_t> all_sorts() {
  std::unordered_map<std::string_view, std::uint16_t> sorts;
  auto const add = [&](std::string_view words, Sort sort) {
    for (auto const word : text::split(words, ' ')) sorts[word] |= sort;
  };
  add(given_names, given);
  add(family_names, family);
  add(ordinary_words, ordinary);
  add(titles, title);
  add(sure_cues, sure_cue);
  add(weak_cues, weak_cue);
  add(place_kinds, place_kind);
  add(no_persons, no_person);
  add(deeds, deed);
  add(humans, human);
  add(english_words, english);
  add(somebodies, somebody);
  add(bearers, bearer);
  add(no_names, no_name);
  return sorts;
}

class NameSearch {
 public:
  explicit NameSearch(Words const& words) : words_{words} {
    // where every word has a capital, a capital says nothing
    auto const capitals = std::ranges::count_if(words, [](auto const& word) { return word.capital; });
    capitals_tell_ = capitals < static_cast<std::ptrdiff_t>(words.size()) || words.size() <= 3;
    for (auto const& word : words) sorts_.push_back(sort_of(word));
  }
  [[nodiscard]] bool found() const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (after_title(i) || full_name(i) || name_alone(i) || after_cue(i) || after_initial(i) || does_something(i) || is_called(i)) return true;
    }
    return false;
  }

 private:
  [[nodiscard]] static std::uint16_t sort_of(TextWord const& word) {
    static auto const sorts = all_sorts();
    auto const found = sorts.find(word.folded);
    std::uint16_t sort = found == sorts.end() ? std::uint16_t{0} : found->second;
    if (sort == 0 && word.folded.size() > 4 && word.folded.ends_with('s')) {
      // "ryans flat"
      auto const owner = sorts.find(std::string_view{word.folded}.substr(0, word.folded.size() - 1));
      if (owner != sorts.end() && (owner->second & given) != 0) sort = static_cast<std::uint16_t>(owner->second & (given | ordinary));
    }
    if ((sort & family) == 0 && (sort & given) == 0) sort &= static_cast<std::uint16_t>(~english);
    // a word that texts about places use is no name by itself
    if (word.use != 0 && (sort & (given | family)) != 0) sort |= ordinary;
    return sort;
  }
  [[nodiscard]] bool is(std::size_t i, int sort) const { return i < words_.size() && (sorts_[i] & sort) != 0; }
  /// "King William", "St Thomas"; but "Mill St" is a street, and who comes after it is somebody.
  [[nodiscard]] bool after_no_person(std::size_t i) const {
    if (i == 0 || words_[i].opens || !is(i - 1, no_person)) return false;
    bool const saint = words_[i - 1].folded == "st" || words_[i - 1].folded == "saint";
    return !saint || i == 1 || words_[i - 1].opens || (words_[i - 2].use & Use::position) != 0;
  }
  [[nodiscard]] bool joined(std::size_t i) const { return i + 1 < words_.size() && !words_[i + 1].opens; }
  [[nodiscard]] bool names_place(std::size_t i) const { return is(i, place_kind) || (words_[i].use & (Use::street_type | Use::venue_type)) != 0; }
  /// "Thomas Hill Road", "Oliver Twist pub": a kind of place within two words, none of which tells where from there.
  [[nodiscard]] bool place_follows(std::size_t i) const {
    for (std::size_t step = 0; step < 2 && joined(i); ++step) {
      ++i;
      if (names_place(i)) return true;
      if (words_[i].use != 0) return false;
    }
    return false;
  }
  /// No word that a text about a place is made of, and no number.
  [[nodiscard]] bool unknown(std::size_t i) const {
    auto const& word = words_[i];
    return word.use == 0 && (sorts_[i] & ~(given | family | english)) == 0 && word.folded.size() > 2 && word.folded.find_first_of("0123456789") == std::string::npos;
  }
  [[nodiscard]] bool capital(std::size_t i) const { return words_[i].capital; }

  [[nodiscard]] bool after_title(std::size_t i) const {
    if (!is(i, title) || i + 1 >= words_.size() || words_[i + 1].folded.find_first_of("0123456789") != std::string::npos) return false;
    // "Mill Dr" is a drive
    if (words_[i].folded == "dr" && (!capital(i + 1) || !unknown(i + 1))) return is(i + 1, given | family) && !is(i + 1, ordinary);
    return (words_[i + 1].use & ~Use::street_type & ~Use::venue_type) == 0 || is(i + 1, given | family);
  }
  [[nodiscard]] bool full_name(std::size_t i) const {
    if (!joined(i) || place_follows(i + 1) || after_no_person(i)) return false;
    if (is(i, given) && is(i + 1, family) && !(names_place(i + 1) && is(i + 1, ordinary) && !after_any_cue(i))) return true;
    if (is(i, given) && is(i + 1, given) && !is(i, ordinary)) return true;
    // a given name and a word that is nothing else, or the other way round
    if (is(i, given) && unknown(i + 1) && (capital(i + 1) || words_[i + 1].folded.size() > 3) && !words_[i].owns) return true;
    return is(i + 1, family) && !is(i + 1, ordinary) && unknown(i) && capital(i) && capital(i + 1);
  }
  [[nodiscard]] bool name_alone(std::size_t i) const {
    if (!is(i, given | family) || is(i, ordinary) || place_follows(i)) return false;
    return !after_no_person(i);
  }
  [[nodiscard]] bool after_any_cue(std::size_t i) const { return i > 0 && is(i - 1, sure_cue | weak_cue | title); }
  [[nodiscard]] bool after_cue(std::size_t i) const {
    if (i == 0 || !capitals_tell_ || !capital(i) || words_[i].use != 0 || place_follows(i)) return false;
    if (is(i - 1, sure_cue) && (unknown(i) || is(i, given | family))) return true;
    return is(i - 1, weak_cue) && joined(i) && capital(i + 1) && unknown(i) && unknown(i + 1) && !place_follows(i + 1);
  }
  /// "J Smith", "K. Fenwold".
  [[nodiscard]] bool after_initial(std::size_t i) const {
    if (words_[i].folded.size() != 1 || !capital(i) || i + 1 >= words_.size() || words_[i].owns) return false;
    auto const letter = words_[i].folded.front();
    if (letter < 'a' || letter > 'z' || (i > 0 && (is(i - 1, no_person) || words_[i - 1].folded.size() == 1))) return false;
    if (!capital(i + 1) || place_follows(i + 1)) return false;
    return is(i + 1, family) || (capitals_tell_ && unknown(i + 1) && letter != 'a' && letter != 'i');
  }

  /// "JORDAN SAID SO", "Grace was crying", "zorvan was crying": however they are written.
  [[nodiscard]] bool does_something(std::size_t i) const {
    if (!joined(i) || after_no_person(i)) return false;
    bool const being = words_[i + 1].folded == "was" || words_[i + 1].folded == "is";
    bool const only_people = is(i + 1, human) || (being && joined(i + 1) && is(i + 2, human));
    if (is(i, given)) return only_people || (is(i + 1, deed) && !is(i, english));
    bool const says = is(i + 1, human) && is(i + 1, deed);
    return (says || (only_people && being)) && words_[i].opens && !is(i, somebody) && unknown(i);
  }

  [[nodiscard]] bool says(std::size_t i, std::string_view words) const {
    if (i >= words_.size()) return false;
    auto const all = text::split(words, ' ');
    return std::ranges::find(all, std::string_view{words_[i].folded}) != all.end();
  }
  /// "his name is zorvan", "surname fenwold", "a lad called zorvan", "she goes by zorvan": a word that is nothing else, however it is
  /// written. "pub called fenwold", "male called ambulance" and "street name is fenwold" are none.
  [[nodiscard]] bool is_called(std::size_t i) const {
    if (i == 0 || words_[i].opens || !unknown(i) || names_place(i) || place_follows(i)) return false;
    constexpr std::string_view name_words = "name names surname forename nickname lastname firstname";
    bool const of_place = i >= 3 && names_place(i - 3);
    if (says(i - 1, "is was of") && i >= 2 && says(i - 2, name_words)) return !of_place && (words_[i - 1].folded != "of" || says(i - 3, "the by"));
    if (says(i - 1, "surname forename nickname") || (says(i - 1, "name") && words_[i - 1].owns)) return true;
    bool const as = says(i - 1, "as by") && i >= 2 && says(i - 2, "known goes going");
    if (!as && !says(i - 1, "called named aka")) return false;
    auto who = i - (as ? 2 : 1);
    if (who > 0 && says(who - 1, "also only just")) --who;
    if (who > 1 && says(who - 1, "is") && (is(who - 2, bearer) || says(who - 2, "he she they"))) return true;
    return who > 0 && (is(who - 1, bearer) || (as && says(who - 1, "he she they")));
  }

  Words const& words_;
  std::vector<std::uint16_t> sorts_;
  bool capitals_tell_ = false;
};

}  // namespace

bool tells_name(std::vector<TextWord> const& words) { return NameSearch{words}.found(); }

}  // namespace concordat::protection::texts
