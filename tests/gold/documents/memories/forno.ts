<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="cs_CZ" sourcelanguage="it_IT">
<context><name>Banco</name>
<message><location filename="banco.cpp" line="12"/><source>Vorrei due pagnotte.</source><extracomment>Said by the customer</extracomment><translation>Chtěl bych dva bochníky.</translation></message>
<message><location filename="banco.cpp" line="20"/><source>Prima riga.
Seconda riga.</source><translation>První řádek.
Druhý řádek.</translation></message>
<message><location filename="banco.cpp" line="31"/><source>Il forno chiude.</source><translation type="unfinished"></translation></message>
<message numerus="yes"><location filename="banco.cpp" line="40"/><source>%n pagnotte</source><translation><numerusform>%n bochník</numerusform><numerusform>%n bochníky</numerusform><numerusform>%n bochníků</numerusform></translation></message>
</context>
<context><name>Cassa</name>
<message><location filename="cassa.cpp" line="7"/><source>Ecco il resto &amp; lo scontrino.</source><translation>Tady máte drobné a účtenku.</translation></message>
<message><location filename="cassa.cpp" line="9"/><source>A domani!	Grazie.</source><translation type="unfinished">Na shledanou zítra!	Děkuji.</translation></message>
</context>
</TS>
