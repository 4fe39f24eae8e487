/** What n8n loads: two nodes and their credentials. */
export { SurveyLabApi } from './credentials/SurveyLabApi.credentials';
export { SurveyLabTriggerApi } from './credentials/SurveyLabTriggerApi.credentials';
export { SurveyLab } from './nodes/SurveyLab/SurveyLab.node';
export { SurveyLabTrigger } from './nodes/SurveyLab/SurveyLabTrigger.node';
