/** A name in the script of each character set that is offered, by its term. */
export const PEOPLE: Readonly<Record<string, string>> = {
  "ISO_IR 192": "Иванов^Иван=山田^太郎",
  "ISO_IR 100": "Müller^Åsa",
  "ISO_IR 101": "Wałęsa^Žofie",
  "ISO_IR 144": "Иванов^Юрий",
  "ISO_IR 127": "قباني^لنزار",
  "ISO_IR 126": "Διονυσιος^Ω",
  "ISO_IR 148": "Öztürk^Gülşen",
  "ISO 2022 IR 87": "Yamada^Tarou=山田^太郎=やまだ^たろう",
  "ISO 2022 IR 149": "Hong^Gildong=洪^吉洞=홍^길동",
  GB18030: "Wang^XiaoDong=王^小东",
  "": "Smith^John",
};
