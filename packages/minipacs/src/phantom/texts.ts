/** Names and words in the script of each character set, of a patient who plainly does not exist. */

/** What is written of a patient and a study. */
export interface PhantomTexts {
  /** PN as DICOM writes it. */
  patientName: string;
  studyDescription: string;
  comment: string;
}

const JAPANESE: PhantomTexts = {
  patientName: "Genei^Shiken=幻影^試験=げんえい^しけん",
  studyDescription: "ファントム検査",
  comment: "試験用データ、患者ではありません。",
};
const CHINESE: PhantomTexts = {
  patientName: "Huanying^Ceshi=幻影^测试",
  studyDescription: "体模检查",
  comment: "测试数据，不是患者。",
};
const ENGLISH: PhantomTexts = {
  patientName: "Phantom^Test",
  studyDescription: "Phantom examination",
  comment: "Test data, not a patient.",
};

/** By number of the registration, in the order of PS3.3 Tables C.12-2 to C.12-5. */
const BY_REGISTRATION: { readonly [registration: number]: PhantomTexts } = {
  100: {
    patientName: "Prüfkörper^Jürgen",
    studyDescription: "Prüfkörper-Untersuchung",
    comment: "Prüfdaten für Tests, kein Patient.",
  },
  101: {
    patientName: "Fantóm^Łukasz",
    studyDescription: "Badanie fantomu, próba",
    comment: "Dane próbne, nie są to dane żadnego pacjenta.",
  },
  109: {
    patientName: "Fantomo^Ĝoĵo",
    studyDescription: "Ekzameno de ŝajna paciento",
    comment: "Provaĵoj, ne estas paciento: ĉio ĉi tie estas ŝajna.",
  },
  110: {
    patientName: "Fantoms^Jānis",
    studyDescription: "Fantoma izmeklējums",
    comment: "Pārbaudes dati, tas nav pacients.",
  },
  144: {
    patientName: "Фантом^Тест",
    studyDescription: "Исследование фантома",
    comment: "Проверочные данные, это не пациент.",
  },
  127: {
    patientName: "شبح^اختبار",
    studyDescription: "فحص الشبح",
    comment: "بيانات اختبار، ليست لمريض.",
  },
  126: {
    patientName: "Ομοίωμα^Δοκιμή",
    studyDescription: "Εξέταση ομοιώματος",
    comment: "Δεδομένα δοκιμής, όχι ασθενής.",
  },
  138: {
    patientName: "דמה^בדיקה",
    studyDescription: "בדיקת דמה",
    comment: "נתוני בדיקה, לא מטופל.",
  },
  148: {
    patientName: "Fantom^Işık",
    studyDescription: "Fantom incelemesi, deneme görüntüsü",
    comment: "Deneme verisi, gerçek hasta değildir: ğ ş ı.",
  },
  203: {
    patientName: "Fantôme^Œdipe",
    studyDescription: "Examen d'un fantôme à 0 €",
    comment: "Données d'essai, ce n'est pas un patient. Cœur et œil sont fictifs.",
  },
  13: {
    patientName: "ﾌｧﾝﾄﾑ^ﾃｽﾄ",
    studyDescription: "ﾌｧﾝﾄﾑ ｹﾝｻ",
    comment: "ｼｹﾝﾖｳ ﾃﾞｰﾀ､ ｶﾝｼﾞｬﾃﾞﾊ ｱﾘﾏｾﾝ｡",
  },
  166: {
    patientName: "แฟนทอม^ทดสอบ",
    studyDescription: "การตรวจแฟนทอม",
    comment: "ข้อมูลทดสอบ ไม่ใช่ผู้ป่วย",
  },
  87: JAPANESE,
  // The supplementary kanji alone: no kana and no everyday characters.
  159: {
    patientName: "Fantomu^Tesuto=鷗^鄧",
    studyDescription: "鷗 (JIS X 0212)",
    comment: "Test data, not a patient: 鷗鄧.",
  },
  149: {
    patientName: "Paentom^Siheom=幻影^試驗=팬텀^시험",
    studyDescription: "팬텀 검사",
    comment: "시험 자료이며 환자가 아닙니다.",
  },
  58: CHINESE,
  192: {
    patientName: "Phantöm^Zoë=幻影^試験=げんえい^しけん",
    studyDescription: "Phantöm · Фантом · Ομοίωμα · 体模 · 팬텀",
    comment: "Test data, not a patient. Проверочные данные. 測試資料。",
  },
};

/** Returns the texts for a character set: those of the first of its terms that brings a script beside ASCII. */
export function textsFor(specificCharacterSet: readonly string[]): PhantomTexts {
  for (const term of specificCharacterSet) {
    if (term.startsWith("GB")) return CHINESE;
    const texts = BY_REGISTRATION[Number(/\d+$/.exec(term)?.[0])];
    if (texts) return texts;
  }
  return ENGLISH;
}
