import fc from 'fast-check';

import {
	canBeOne,
	filledFrom,
	filledFromWhole,
	namesOf,
	splitName,
	splitReversed,
} from '../../../nodes/SurveyLab/sources/names';

describe('a full name', () => {
	it.each([
		['Anna Nowak', { first: 'Anna', last: 'Nowak' }],
		['Zażółć Gęślą', { first: 'Zażółć', last: 'Gęślą' }],
		['Anna Maria Nowak-Kowalska', { first: 'Anna Maria', last: 'Nowak-Kowalska' }],
		["Pat O'Neil", { first: 'Pat', last: "O'Neil" }],
		['  Anna \t  Nowak \n', { first: 'Anna', last: 'Nowak' }],
		['Anna\u00A0Nowak', { first: 'Anna', last: 'Nowak' }],
		['Madonna', { first: 'Madonna' }],
		['山田太郎', { first: '山田太郎' }],
		['V', { first: 'V' }],
		['V12', { first: 'V12' }],
		['V1786031000123456 Nowak', { first: 'V1786031000123456', last: 'Nowak' }],
		// The last name in front.
		['Kowalski, Jan', { first: 'Jan', last: 'Kowalski' }],
		['Kowalski , Jan Maria', { first: 'Jan Maria', last: 'Kowalski' }],
		['Berg, Vincent van der', { first: 'Vincent', last: 'van der Berg' }],
		['DE LA CRUZ, MARIA', { first: 'MARIA', last: 'DE LA CRUZ' }],
		['Martin Luther King, Jr.', { first: 'Martin Luther', last: 'King' }],
		['Jan Kowalski,', { first: 'Jan', last: 'Kowalski' }],
		// What stands around a name.
		['"Jan Kowalski"', { first: 'Jan', last: 'Kowalski' }],
		['„Jan Kowalski”', { first: 'Jan', last: 'Kowalski' }],
		["'Jan Kowalski' via Support", { first: 'Jan', last: 'Kowalski' }],
		['Jan Kowalski (ACME)', { first: 'Jan', last: 'Kowalski' }],
		['Jan [extern] Kowalski', { first: 'Jan', last: 'Kowalski' }],
		['Jan Kowalski <jan@example.com>', { first: 'Jan', last: 'Kowalski' }],
		['‹Jan Kowalski›', { first: 'Jan', last: 'Kowalski' }],
		['`Jan Kowalski`', { first: 'Jan', last: 'Kowalski' }],
		["''Jan Kowalski''", { first: 'Jan', last: 'Kowalski' }],
		["Pat O''Neil", { first: 'Pat', last: "O''Neil" }],
		['Jan Kowalski【ACME】', { first: 'Jan', last: 'Kowalski' }],
		['Jan Kowalski +48 600 100 200', { first: 'Jan', last: 'Kowalski' }],
		// Particles.
		['Vincent van der Berg', { first: 'Vincent', last: 'van der Berg' }],
		['Ursula von der Leyen', { first: 'Ursula', last: 'von der Leyen' }],
		['José María de la Torre', { first: 'José María', last: 'de la Torre' }],
		['João dos Santos', { first: 'João', last: 'dos Santos' }],
		['Juan del Río', { first: 'Juan', last: 'del Río' }],
		['Leonardo da Vinci', { first: 'Leonardo', last: 'da Vinci' }],
		['Mohammed bin Salman', { first: 'Mohammed', last: 'bin Salman' }],
		['Robert De Niro', { first: 'Robert', last: 'De Niro' }],
		['Maria da Silva Santos', { first: 'Maria', last: 'da Silva Santos' }],
		['Miguel de Cervantes Saavedra', { first: 'Miguel', last: 'de Cervantes Saavedra' }],
		['Juan de la Cruz García', { first: 'Juan', last: 'de la Cruz García' }],
		['Khaled bin Sultan Al Saud', { first: 'Khaled', last: 'bin Sultan Al Saud' }],
		['Robert De la Cruz', { first: 'Robert', last: 'De la Cruz' }],
		['José de Ortega y Gasset', { first: 'José', last: 'de Ortega y Gasset' }],
		['María del Carmen Fernández', { first: 'María del Carmen', last: 'Fernández' }],
		['María del Carmen', { first: 'María', last: 'del Carmen' }],
		['van der Berg', { last: 'van der Berg' }],
		["Gerard 't Hooft", { first: 'Gerard', last: "'t Hooft" }],
		['José Ortega y Gasset', { first: 'José', last: 'Ortega y Gasset' }],
		['João Silva e Costa', { first: 'João', last: 'Silva e Costa' }],
		['van Gogh', { last: 'van Gogh' }],
		['Ben Affleck', { first: 'Ben', last: 'Affleck' }],
		['Al Gore', { first: 'Al', last: 'Gore' }],
		['محمد بن سلمان', { first: 'محمد', last: 'بن سلمان' }],
		// What stands before and behind a name.
		['Mr. John Smith', { first: 'John', last: 'Smith' }],
		['Prof. dr hab. Jan Kowalski', { first: 'Jan', last: 'Kowalski' }],
		['Kowalski, Dr. Jan', { first: 'Jan', last: 'Kowalski' }],
		['Fatimah binti Ahmad', { first: 'Fatimah', last: 'binti Ahmad' }],
		['Pani Anna Nowak', { first: 'Anna', last: 'Nowak' }],
		['Pan Wei', { first: 'Pan', last: 'Wei' }],
		['John Smith Jr.', { first: 'John', last: 'Smith' }],
		['Dr. Ludwig van Beethoven III', { first: 'Ludwig', last: 'van Beethoven' }],
		['Jan Kowalski 😀', { first: 'Jan', last: 'Kowalski' }],
		// Family name first.
		['山田 太郎', { first: '太郎', last: '山田' }],
		['山田\u3000太郎', { first: '太郎', last: '山田' }],
		['ヤマダ タロウ', { first: 'タロウ', last: 'ヤマダ' }],
		['김 민수', { first: '민수', last: '김' }],
		// No company, though it could be one.
		['Ana Sa', { first: 'Ana', last: 'Sa' }],
		['Jan Co', { first: 'Jan', last: 'Co' }],
		['Jan Zoo', { first: 'Jan', last: 'Zoo' }],
		['Jan S. C. Kowalski', { first: 'Jan S. C.', last: 'Kowalski' }],
		['Ramesh K.S.', { first: 'Ramesh', last: 'K.S.' }],
		['A.B. Smith', { first: 'A.B.', last: 'Smith' }],
		['Jan Limitedowski', { first: 'Jan', last: 'Limitedowski' }],
		['Maria do Carmo Silva', { first: 'Maria do Carmo', last: 'Silva' }],
		['María de los Milagros Ruiz', { first: 'María de los Milagros', last: 'Ruiz' }],
		['Juan de Dios Hernández', { first: 'Juan de Dios', last: 'Hernández' }],
		// Numbers that are no phone's.
		['Anna 1985', { first: 'Anna' }],
		['Anna 12.05.1990', { first: 'Anna' }],
	])('%j is split where the last name begins', (full, name) => {
		expect(splitName(full)).toEqual(name);
	});

	it.each([
		...[
			'',
			' ',
			'\n\t',
			'\u00A0',
			'V1786031000123456',
			' V123456 ',
			'damp-forest-123',
			'Visitor 4711',
			'Guest',
		],
		...[
			'jan@example.com',
			'Jan jan@example.com',
			'<jan@example.com>',
			'https://example.com',
			'www.example.com',
		],
		...[
			'+48 600 100 200',
			'600100200',
			'(058) 555-01-23',
			'tel. 600 100 200',
			'tel:+48600',
			'-',
			'???',
			'()',
		],
		...[
			'ACME Sp. z o.o.',
			'ACME sp.z o.o.',
			'ACME SPÓŁKA Z O.O.',
			'Foo sp. j.',
			'Kowalski S.A.',
			'Kowalski SA',
		],
		...[
			'Foo GmbH',
			'Foo GmbH & Co. KG',
			'Foo AG',
			'ACME, Inc.',
			'ACME Inc',
			'ACME Co., Ltd.',
			'ACME LLC',
		],
		...[
			'Foo s.r.o.',
			'Foo, s.r.o.',
			'Foo spol. s r.o.',
			'Foo B.V.',
			'Foo S.p.A.',
			'Foo Sarl',
			'Foo Srl',
			'Foo L.L.C.',
			'Foo GesmbH',
			'Foo SE & Co. KGaA',
			'Foo Oyj',
			'UAB Foo',
			'Foo ASA',
			'Foo Sdn. Bhd.',
			'Foo S.A. de C.V.',
			'Foo Company',
			'Foo K.K.',
			'Foo d.o.o.',
			'Foo Spółka z ograniczoną odpowiedzialnością',
			'Müller & Co',
			'Foo Co.',
			'ACME Sp. zo.o.',
			'ACME Sp zoo',
			'ACME sp.zoo',
			'ACME S.K.A.',
			'ABC s.c. Jan Kowalski',
			'Foo k.s.',
			'Foo v.o.s.',
			'Foo S.n.c.',
			'Foo S.à r.l.',
			'Foo Sàrl',
			'+1 (555) 123-4567 ext. 5',
			'WhatsApp +48 600',
			'Caller +48 600 100 200',
			'Caller: 15551234567',
			'ООО Ромашка',
			'株式会社トヨタ',
		],
	])('that is none gives no names: %j', (full) => {
		expect(splitName(full)).toEqual({});
	});

	it('loses nothing but white space', () => {
		fc.assert(
			fc.property(
				// Letters that make up no particle, company or generated name.
				fc.array(fc.stringMatching(/^[BFGHJK'-]*[BFGHJK]$/), { minLength: 1, maxLength: 5 }),
				(words) => {
					fc.pre(!words.some((word) => /'/.test(word) || ['AG', 'KG', 'KK'].includes(word)));
					const { first = '', last } = splitName(words.join('  '));
					expect([...first.split(' '), ...(last === undefined ? [] : [last])]).toEqual(words);
				},
			),
		);
	});
});

describe('a first and a last name', () => {
	it.each([
		['Jan', 'Kowalski', { first: 'Jan', last: 'Kowalski' }],
		['María', 'García López', { first: 'María', last: 'García López' }],
		['Jan', '', { first: 'Jan' }],
		['', 'Kowalski', { last: 'Kowalski' }],
		['Kowalski,', 'Jan', { first: 'Jan', last: 'Kowalski' }],
		['Kowalski, Jan', '', { first: 'Jan', last: 'Kowalski' }],
		['', 'Kowalski, Jan', { first: 'Jan', last: 'Kowalski' }],
		['', 'King, Jr.', { last: 'King, Jr.' }],
		['Jan Kowalski, prezes zarządu', '', { first: 'Jan Kowalski, prezes zarządu' }],
		['', 'Kowalski, jan@example.com', {}],
		['"Jan"', 'Kowalski (ACME)', { first: 'Jan', last: 'Kowalski' }],
		['ACME', 'Sp. z o.o.', {}],
		['jan@example.com', '', {}],
		['Jan', 'jan@example.com', { first: 'Jan' }],
		['+48 600 100 200', '', {}],
	])('%j and %j are no more than names', (first, last, name) => {
		expect(namesOf(first, last)).toEqual(name);
	});
});

describe('a full name with the last name in front', () => {
	it.each([
		['Kowalski Jan Maria', { first: 'Jan Maria', last: 'Kowalski' }],
		['Kowalski, Jan', { first: 'Jan', last: 'Kowalski' }],
		['Kowalski Jan (ACME)', { first: 'Jan', last: 'Kowalski' }],
		['van der Berg Vincent', { first: 'Vincent', last: 'van der Berg' }],
		['van der Berg', { last: 'van der Berg' }],
		['', {}],
	])('%j is turned round', (full, name) => {
		expect(splitReversed(full)).toEqual(name);
	});
});

describe('half a name', () => {
	const KOWALSKI = { first: 'Jan', last: 'Kowalski' };

	it('is filled from a place that agrees with it', () => {
		expect(filledFrom({ first: 'JAN' }, KOWALSKI)).toEqual({ first: 'JAN', last: 'Kowalski' });
		expect(filledFrom({ last: 'Kowalski' }, KOWALSKI)).toEqual(KOWALSKI);
		expect(filledFrom({ first: 'Anna' }, KOWALSKI)).toEqual({ first: 'Anna' });
		expect(filledFrom({ first: 'Kowalski' }, KOWALSKI)).toEqual({ first: 'Kowalski' });
	});

	it.each([
		[{ first: 'Jan' }, 'Jan Kowalski', KOWALSKI],
		[{ first: 'Jan' }, 'Kowalski Jan', KOWALSKI],
		[{ last: 'Kowalski' }, 'Kowalski Jan', KOWALSKI],
		[{ first: 'Lukasz' }, 'Łukasz Żbik', { first: 'Lukasz', last: 'Żbik' }],
		[{ last: 'García López' }, 'María García López', { first: 'María', last: 'García López' }],
		[{ first: 'Jan' }, 'Jan', { first: 'Jan' }],
		[{ first: 'Jan' }, 'Anna Nowak', { first: 'Jan' }],
		[{}, 'Jan Kowalski', KOWALSKI],
	])('%j is filled from the rest of %j', (half, full, name) => {
		expect(filledFromWhole(half, splitName(full))).toEqual(name);
	});

	it.each([
		['Jan Kowalski', 'Kowalski', true],
		['Kowalski Jan', 'Jan Kowalski', true],
		['Łukasz', 'Lukasz Żbik', true],
		['Jan Kowalski', 'Anna Nowak', false],
	])('%j and %j can be one person: %p', (a, b, can) => {
		expect(canBeOne(a, b)).toBe(can);
	});
});

it('no name takes long', () => {
	const before = performance.now();
	for (const one of [
		'a ',
		'(',
		'"',
		"'",
		',',
		'via ',
		'van ',
		'.',
		'sp z o o ',
		'+4 ',
		'4 ',
		'a:',
		'`',
	])
		splitName(one.repeat(20_000));
	expect(performance.now() - before).toBeLessThan(3000);
});
