/** As little as a credential can do: a function that adds the token. */
class BenchFloorApi {
	name = 'benchFloorApi';

	displayName = 'Bench Floor API';

	properties = [{ displayName: 'API Token', name: 'apiToken', type: 'string', default: '' }];

	async authenticate({ apiToken }, requestOptions) {
		return { ...requestOptions, qs: { ...requestOptions.qs, apiToken } };
	}
}

module.exports = { BenchFloorApi };
